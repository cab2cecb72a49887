package io.coppice.kv.resp;

import io.coppice.kv.resp.CommandTable.Adder;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Protocol.Next;
import io.coppice.kv.tcp.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Redis's commands that touch no data: about the connection and the server. */
final class ServerCommands {

    /** The Redis whose answers these are. */
    static final String REDIS_VERSION = "7.0.15";

    private static final String CONNECTION = "connection";
    private static final String SERVER = "server";
    private static final String ANY_LENGTH = "ERR value is not an integer or out of range";

    private ServerCommands() {}

    static void register(Adder to) {
        to.add("PING", -1, CONNECTION, ServerCommands::ping);
        to.add("ECHO", 2, CONNECTION, (client, request) -> answer(request, out -> Resp.bulk(out, client.argument(1))));
        to.add("HELLO", -1, CONNECTION, ServerCommands::hello);
        to.add("AUTH", -2, CONNECTION, ServerCommands::auth);
        to.add("SELECT", 2, CONNECTION, ServerCommands::select);
        to.add("CLIENT", -2, CONNECTION, ClientCommand::handle);
        to.add("RESET", 1, CONNECTION, ServerCommands::reset);
        to.add("QUIT", -1, CONNECTION, ServerCommands::quit);
        to.add("COMMAND", -1, SERVER, ServerCommands::command);
        to.add("CONFIG", -2, SERVER, ConfigCommand::handle);
        to.add("INFO", -1, SERVER, ServerCommands::info);
    }

    static Next answer(Request request, Consumer<Output> writer) {
        Output out = new Output();
        writer.accept(out);
        request.answered(out.toArray());
        return Next.COMMAND;
    }

    static String lower(byte[] argument) {
        return new String(argument, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    }

    static Next wrongNumber(Request request, String command) {
        return RespProtocol.refuse(request, Resp.error("ERR wrong number of arguments for '" + command + "' command"));
    }

    private static Next ping(RespProtocol client, Request request) {
        if (client.size() > 2) {
            return wrongNumber(request, "ping");
        }
        boolean amongMessages =
                client.session().version() == 2 && client.subscriptions().count() > 0;
        return answer(request, out -> {
            if (amongMessages) {
                Resp.array(out, 2);
                Resp.bulk(out, "pong");
                Resp.bulk(out, client.size() == 2 ? client.argument(1) : new byte[0]);
            } else if (client.size() == 2) {
                Resp.bulk(out, client.argument(1));
            } else {
                out.append(Resp.PONG);
            }
        });
    }

    private static Next hello(RespProtocol client, Request request) {
        int next = 1;
        int version = client.session().version();
        if (client.size() > 1) {
            long wanted = Numbers.parse(client.argument(1));
            if (!Numbers.isWhole(client.argument(1))) {
                return RespProtocol.refuse(
                        request, Resp.error("ERR Protocol version is not an integer or out of range"));
            }
            if (wanted != 2 && wanted != 3) {
                return RespProtocol.refuse(request, Resp.error("NOPROTO unsupported protocol version"));
            }
            version = (int) wanted;
            next = 2;
        }
        byte[] name = null;
        while (next < client.size()) {
            String option = lower(client.argument(next));
            if (option.equals("auth") && next + 2 < client.size()) {
                if (!lower(client.argument(next + 1)).equals("default")) {
                    return RespProtocol.refuse(request, WRONGPASS);
                }
                next += 3;
            } else if (option.equals("setname") && next + 1 < client.size()) {
                name = client.argument(next + 1);
                if (!ClientCommand.isName(name)) {
                    return RespProtocol.refuse(request, ClientCommand.BAD_NAME);
                }
                next += 2;
            } else {
                String shown = RespProtocol.start(client.argument(next), CommandTable.MOST_SHOWN);
                return RespProtocol.refuse(
                        request, Resp.errorInBytes("ERR Syntax error in HELLO option '" + shown + "'"));
            }
        }
        Session session = client.session();
        session.version(version);
        if (name != null) {
            session.name(name);
        }
        return answer(request, out -> {
            Resp.map(out, 7, session.version());
            Resp.bulk(out, "server");
            Resp.bulk(out, "redis");
            Resp.bulk(out, "version");
            Resp.bulk(out, REDIS_VERSION);
            Resp.bulk(out, "proto");
            Resp.number(out, session.version());
            Resp.bulk(out, "id");
            Resp.number(out, session.id());
            Resp.bulk(out, "mode");
            Resp.bulk(out, "standalone");
            Resp.bulk(out, "role");
            Resp.bulk(out, "master");
            Resp.bulk(out, "modules");
            Resp.array(out, 0);
        });
    }

    private static final byte[] WRONGPASS = Resp.error("WRONGPASS invalid username-password pair or user is disabled.");

    /** As a Redis without a password. */
    private static Next auth(RespProtocol client, Request request) {
        if (client.size() > 3) {
            return RespProtocol.refuse(request, Resp.error("ERR syntax error"));
        }
        if (client.size() == 2) {
            return RespProtocol.refuse(
                    request,
                    Resp.error("ERR AUTH <password> called without any password configured for the default user. Are"
                            + " you sure your configuration is correct?"));
        }
        request.answered(lower(client.argument(1)).equals("default") ? Resp.OK : WRONGPASS);
        return Next.COMMAND;
    }

    private static Next select(RespProtocol client, Request request) {
        long index = Numbers.parse(client.argument(1));
        if (!Numbers.isWhole(client.argument(1))) {
            return RespProtocol.refuse(request, Resp.error(ANY_LENGTH));
        }
        if (index != (int) index) {
            return RespProtocol.refuse(
                    request, Resp.error("ERR value is out of range, value must between -2147483648 and 2147483647"));
        }
        request.answered(index == 0 ? Resp.OK : Resp.error("ERR DB index is out of range"));
        return Next.COMMAND;
    }

    private static Next reset(RespProtocol client, Request request) {
        client.subscriptions().clear();
        client.session().reset();
        return answer(request, out -> out.append(Request.ascii("+RESET\r\n")));
    }

    private static Next quit(RespProtocol client, Request request) {
        request.answered(Resp.OK);
        return Next.LAST;
    }

    private static Next command(RespProtocol client, Request request) {
        String what = client.size() == 1 ? "info" : lower(client.argument(1));
        List<String> wanted = new java.util.ArrayList<>();
        for (int i = 2; i < client.size(); i++) {
            wanted.add(lower(client.argument(i)));
        }
        int version = client.session().version();
        return switch (what) {
            case "count" ->
                answer(request, out -> Resp.number(out, CommandTable.all().size()));
            case "list" -> answer(request, CommandDocs::list);
            case "docs" -> answer(request, out -> CommandDocs.docs(out, wanted, version));
            case "info" -> answer(request, out -> CommandDocs.info(out, wanted, version));
            default -> unknownSubcommand(request, "COMMAND", client.argument(1));
        };
    }

    static Next unknownSubcommand(Request request, String command, byte[] what) {
        String shown = RespProtocol.start(what, CommandTable.MOST_SHOWN);
        return RespProtocol.refuse(
                request, Resp.errorInBytes("ERR unknown subcommand '" + shown + "'. Try " + command + " HELP."));
    }

    private static Next info(RespProtocol client, Request request) {
        String text =
                "# Server\r\nredis_version:" + REDIS_VERSION + "\r\nredis_mode:standalone\r\nserver_name:coppice\r\n"
                        + "process_id:" + ProcessHandle.current().pid() + "\r\n\r\n# Clients\r\nconnected_clients:"
                        + client.table().connections().get()
                        + "\r\n\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n\r\n"
                        + "# Keyspace\r\ndb0:keys=" + client.table().size() + ",expires=0,avg_ttl=0\r\n";
        return answer(request, out -> Resp.bulk(out, text));
    }
}

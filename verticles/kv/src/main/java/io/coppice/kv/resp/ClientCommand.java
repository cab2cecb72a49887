package io.coppice.kv.resp;

import io.coppice.kv.tcp.Protocol.Next;
import io.coppice.kv.tcp.Request;
import java.nio.charset.StandardCharsets;

/** CLIENT and its subcommands. */
final class ClientCommand {

    static final byte[] BAD_NAME =
            Resp.error("ERR Client names cannot contain spaces, newlines or special characters.");

    private ClientCommand() {}

    static Next handle(RespProtocol client, Request request) {
        Session session = client.session();
        String what = ServerCommands.lower(client.argument(1));
        int arguments = client.size() - 2;
        return switch (what) {
            case "id" ->
                arguments == 0
                        ? ServerCommands.answer(request, out -> Resp.number(out, session.id()))
                        : ServerCommands.wrongNumber(request, "client|id");
            case "getname" ->
                arguments == 0
                        ? ServerCommands.answer(request, out -> Resp.bulkOrNil(out, session.name(), session.version()))
                        : ServerCommands.wrongNumber(request, "client|getname");
            case "setname" ->
                arguments == 1 ? setName(client, request) : ServerCommands.wrongNumber(request, "client|setname");
            case "setinfo" ->
                arguments == 2 ? setInfo(client, request) : ServerCommands.wrongNumber(request, "client|setinfo");
            case "list" ->
                ServerCommands.answer(
                        request, out -> Resp.bulk(out, client.sessions().list()));
            default -> ServerCommands.unknownSubcommand(request, "CLIENT", client.argument(1));
        };
    }

    private static Next setName(RespProtocol client, Request request) {
        byte[] name = client.argument(2);
        if (!isName(name)) {
            return RespProtocol.refuse(request, BAD_NAME);
        }
        client.session().name(name.length == 0 ? null : name);
        request.answered(Resp.OK);
        return Next.COMMAND;
    }

    private static Next setInfo(RespProtocol client, Request request) {
        Session session = client.session();
        byte[] value = client.argument(3);
        String text = new String(value, StandardCharsets.UTF_8);
        String what = ServerCommands.lower(client.argument(2));
        if (!what.equals("lib-name") && !what.equals("lib-ver")) {
            String shown = new String(client.argument(2), StandardCharsets.UTF_8);
            return RespProtocol.refuse(request, Resp.error("ERR Unrecognized option '" + shown + "'"));
        }
        if (!isName(value)) {
            return RespProtocol.refuse(
                    request, Resp.error("ERR " + what + " cannot contain spaces, newlines or special characters."));
        }
        if (what.equals("lib-name")) {
            session.library(text, session.libraryVersion());
        } else {
            session.library(session.libraryName(), text);
        }
        request.answered(Resp.OK);
        return Next.COMMAND;
    }

    /** Printable and without blanks, as Redis has it; and short. */
    static boolean isName(byte[] bytes) {
        if (bytes.length > CommandTable.MOST_SHOWN) {
            return false;
        }
        for (byte b : bytes) {
            if (b < '!' || b > '~') {
                return false;
            }
        }
        return true;
    }
}

package io.coppice.kv.resp;

import io.coppice.kv.tcp.Protocol.Next;
import io.coppice.kv.tcp.Request;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** CONFIG GET, and SET of what can be answered truly. */
final class ConfigCommand {

    private static final String NOTIFY = "notify-keyspace-events";

    /** What clients ask for before they do anything; nothing else is known, as nothing can be set. */
    private static final Map<String, String> CONFIG = new LinkedHashMap<>();

    static {
        CONFIG.put("save", "");
        CONFIG.put("appendonly", "no");
        CONFIG.put("maxmemory", "0");
        CONFIG.put("databases", "1");
        CONFIG.put("timeout", "0");
        CONFIG.put("proto-max-bulk-len", Integer.toString(RespReader.MAX_BULK));
        CONFIG.put(NOTIFY, "AKE");
    }

    private static final String NOT_SET = "ERR CONFIG SET failed (possibly related to argument '" + NOTIFY + "') - ";
    private static final Pattern CLASSES = Pattern.compile("[Ag$lshzxeKEtmdn]*");
    private static final Pattern WANTED = Pattern.compile(".*[KE].*");
    private static final byte[] BAD_CLASS =
            Resp.error(NOT_SET + "Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
    private static final byte[] ALWAYS = Resp.error(NOT_SET + "keyspace events are always on, as AKE.");

    private ConfigCommand() {}

    static Next handle(RespProtocol client, Request request) {
        return switch (ServerCommands.lower(client.argument(1))) {
            case "get" -> get(client, request);
            case "set" -> set(client, request);
            default -> ServerCommands.unknownSubcommand(request, "CONFIG", client.argument(1));
        };
    }

    private static Next get(RespProtocol client, Request request) {
        if (client.size() < 3) {
            return ServerCommands.wrongNumber(request, "config|get");
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 2; i < client.size(); i++) {
            byte[] pattern = lower(client.argument(i));
            if (Glob.isTooLong(pattern)) {
                return RespProtocol.refuse(request, Glob.TOO_LONG);
            }
            Glob glob = new Glob(pattern);
            CONFIG.forEach((key, value) -> {
                if (glob.matches(Request.ascii(key))) {
                    found.put(key, value);
                }
            });
        }
        return ServerCommands.answer(request, out -> {
            Resp.map(out, found.size(), client.session().version());
            found.forEach((key, value) -> {
                Resp.bulk(out, key);
                Resp.bulk(out, value);
            });
        });
    }

    /** Byte by byte: what is no UTF-8 must not become a question mark, which matches anything. */
    private static byte[] lower(byte[] pattern) {
        byte[] lower = pattern.clone();
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] = (byte) (lower[i] + 'a' - 'A');
            }
        }
        return lower;
    }

    /** Who wants keyspace events has them; more of them than asked for, maybe, never fewer. */
    private static Next set(RespProtocol client, Request request) {
        if (client.size() < 4) {
            return ServerCommands.wrongNumber(request, "config|set");
        }
        byte[] name = client.argument(2);
        if (client.size() > 4 || !ServerCommands.lower(name).equals(NOTIFY)) {
            String shown = new String(name, 0, Math.min(name.length, CommandTable.MOST_SHOWN), StandardCharsets.UTF_8);
            return RespProtocol.refuse(
                    request, Resp.error("ERR Unknown option or number of arguments for CONFIG SET - '" + shown + "'"));
        }
        String classes = new String(client.argument(3), StandardCharsets.UTF_8);
        if (!CLASSES.matcher(classes).matches()) {
            return RespProtocol.refuse(request, BAD_CLASS);
        }
        request.answered(WANTED.matcher(classes).matches() ? Resp.OK : ALWAYS);
        return Next.COMMAND;
    }
}

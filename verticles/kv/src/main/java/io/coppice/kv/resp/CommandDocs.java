package io.coppice.kv.resp;

import io.coppice.kv.tcp.Output;
import java.util.Collection;
import java.util.List;

/** What COMMAND tells of the commands. */
final class CommandDocs {

    private CommandDocs() {}

    static void list(Output out) {
        Resp.array(out, CommandTable.all().size());
        CommandTable.all().forEach(entry -> Resp.bulk(out, entry.name()));
    }

    private static List<CommandTable.Entry> wanted(List<String> names) {
        Collection<CommandTable.Entry> all = CommandTable.all();
        return all.stream()
                .filter(entry -> names.isEmpty() || names.contains(entry.name()))
                .toList();
    }

    static void docs(Output out, List<String> names, int version) {
        List<CommandTable.Entry> entries = wanted(names);
        Resp.map(out, entries.size(), version);
        for (CommandTable.Entry entry : entries) {
            Resp.bulk(out, entry.name());
            Resp.map(out, 1, version);
            Resp.bulk(out, "group");
            Resp.bulk(out, entry.group());
        }
    }

    /** Name, arity, and where the keys are; one that is not known is nil. */
    static void info(Output out, List<String> names, int version) {
        List<CommandTable.Entry> entries = wanted(names);
        if (names.isEmpty()) {
            Resp.array(out, entries.size());
            entries.forEach(entry -> info(out, entry));
            return;
        }
        Resp.array(out, names.size());
        for (String name : names) {
            entries.stream()
                    .filter(entry -> entry.name().equals(name))
                    .findFirst()
                    .ifPresentOrElse(entry -> info(out, entry), () -> Resp.nil(out, version));
        }
    }

    private static void info(Output out, CommandTable.Entry entry) {
        boolean several = entry.name().equals("del")
                || entry.name().equals("exists")
                || entry.name().equals("unlink");
        boolean hasKey = several || entry.group().equals("hash") || entry.name().equals("type");
        Resp.array(out, 6);
        Resp.bulk(out, entry.name());
        Resp.number(out, entry.arity());
        Resp.array(out, 0);
        Resp.number(out, hasKey ? 1 : 0);
        Resp.number(out, several ? -1 : hasKey ? 1 : 0);
        Resp.number(out, hasKey ? 1 : 0);
    }
}

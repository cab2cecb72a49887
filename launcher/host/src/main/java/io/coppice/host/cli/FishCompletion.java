package io.coppice.host.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion script of the fish shell, which picocli does not make. */
final class FishCompletion {

    private FishCompletion() {}

    static String of(String name, CommandSpec root) {
        List<String> lines = new ArrayList<>();
        lines.add("# Completes " + name + " in fish: " + name + " completion fish | source");
        root.subcommands().forEach((command, line) -> {
            CommandSpec spec = line.getCommandSpec();
            lines.add("complete -c " + name + " -n __fish_use_subcommand -a " + command + " -d "
                    + quoted(first(spec.usageMessage().description())));
            spec.options().stream()
                    .filter(option -> !option.hidden())
                    .forEach(option -> lines.add(option(name, command, option)));
        });
        return String.join("\n", lines) + "\n";
    }

    private static String option(String name, String command, OptionSpec option) {
        StringBuilder line =
                new StringBuilder("complete -c " + name + " -n '__fish_seen_subcommand_from " + command + "'");
        for (String form : option.names()) {
            line.append(form.startsWith("--") ? " -l " + form.substring(2) : " -s " + form.substring(1));
        }
        if (option.arity().min() > 0) {
            line.append(" -r");
        }
        Iterable<String> candidates = option.completionCandidates();
        if (candidates != null) {
            line.append(" -f -a ").append(quoted(String.join(" ", candidates)));
        }
        return line.append(" -d ").append(quoted(first(option.description()))).toString();
    }

    private static String first(String[] description) {
        return description.length == 0 ? "" : description[0];
    }

    /** Nothing is special within single quotes but these two. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}

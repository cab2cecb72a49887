package io.coppice.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Markdown file of this repository, and what it claims. */
record Document(Path path, String text) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    /** A command that the document shows, and the output that it promises. */
    record Command(String line, String output) {}

    static Document of(String name) throws IOException {
        Path path = Node.ROOT.resolve(name);
        return new Document(path, Files.readString(path));
    }

    List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        return blocks;
    }

    /** Every {@code $ command} of the console blocks with the lines up to the next. */
    List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        for (String block : blocks("console")) {
            String line = "";
            StringBuilder output = new StringBuilder();
            for (String each : (block + "$ ").split("\n", -1)) {
                if (each.startsWith("$ ")) {
                    if (!line.isEmpty()) {
                        commands.add(new Command(line, output.toString()));
                    }
                    line = each.substring(2);
                    output.setLength(0);
                } else {
                    output.append(each).append('\n');
                }
            }
        }
        return commands;
    }
}

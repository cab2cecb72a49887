package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents name what there is, all of it and nothing else. */
class DocsIT {

    private static Set<String> found(String regex, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(regex, Pattern.MULTILINE).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void everyCommandIsInTheDocumentAndEveryOneInTheDocumentIsThere() throws Exception {
        String commands = Document.of("docs/commands.md").text().replaceFirst("(?s)\n## Exit codes.*", "");
        Set<String> documented = found("^\\| `([a-z]+)(?: [A-Z\\[\\]]+)*` \\|", commands);
        Set<String> known = found("^  ([a-z]+)  ", Shell.coppice("--help").out());
        assertThat(known).hasSizeGreaterThan(4);
        assertThat(documented).isEqualTo(known);
    }

    @Test
    void everyOptionOfRunIsInTheDocumentAndEveryOneInTheDocumentIsThere() throws Exception {
        Set<String> documented =
                found("^\\| `(--[a-z-]+)[ `]", Document.of("docs/commands.md").text());
        Set<String> known = found("(--[a-z-]+)=", Shell.coppice("run", "--help").out());
        assertThat(known).hasSizeGreaterThan(3);
        assertThat(documented).isEqualTo(known);
    }

    @Test
    void everyKeyOfTheSchemaIsInTheDocumentAndEveryOneInTheDocumentIsThere() throws Exception {
        String text = Document.of("docs/configuration.md").text();
        Set<String> documented = found("^\\| .*?`([A-Za-z_]+)`", text);
        documented.addAll(found("^\\|[^|]*, also `([a-z_]+)`", text));
        documented.addAll(found("^\\| `restart`, `([a-z]+)`", text));
        Set<String> known = new TreeSet<>();
        JsonObject schema = new JsonObject(Shell.coppice("schema").out());
        keys(schema, known);
        // What stands within another key is told of there.
        Set<String> within = Set.of(
                "$schema",
                "bus",
                "folder",
                "watch",
                "certificate",
                "key",
                "authority",
                "kept",
                "mask",
                "coppice",
                "min",
                "max",
                "factor",
                "jitter",
                "reset_after",
                "addresses",
                "most",
                "interval",
                "misses",
                "address");
        assertThat(within).allSatisfy(key -> assertThat(text).containsAnyOf("\"" + key + "\"", "`" + key + "`"));
        known.removeAll(within);
        assertThat(known).hasSizeGreaterThan(20);
        assertThat(documented).containsAll(known);
        assertThat(known).containsAll(documented);
    }

    /** The names of all properties, at any depth. */
    private static void keys(JsonObject schema, Set<String> into) {
        for (String name : schema.fieldNames()) {
            if (schema.getValue(name) instanceof JsonObject inner) {
                if (name.equals("properties")) {
                    into.addAll(inner.fieldNames());
                }
                keys(inner, into);
            }
        }
    }

    @Test
    void everyTestThatThePageOnSecurityNamesIsThere() throws Exception {
        Set<String> named =
                found("`(\\w+\\.\\w+)`", Document.of("docs/security.md").text());
        named.removeIf(name -> !name.matches("\\w+(Test|IT|Contract)\\.\\w+"));
        assertThat(named).hasSizeGreaterThan(30);
        for (String name : named) {
            String type = name.substring(0, name.indexOf('.'));
            String method = name.substring(name.indexOf('.') + 1);
            String file = "$(find launcher -path '*/src/test/*' -name " + type + ".java)";
            Shell grep = Shell.bash(Node.ROOT, "grep -q 'void " + method + "(' " + file + " /dev/null");
            assertThat(grep.exit()).as(name).isZero();
        }
    }

    @Test
    void theDecisionsEachNameWhatWasRefused() throws Exception {
        Shell list = Shell.bash(Node.ROOT.resolve("docs/decisions"), "grep -L 'Refused:' *.md; ls *.md | wc -l");
        assertThat(list.out().strip()).matches("\\d+").isNotEqualTo("0");
    }
}

package io.coppice.kv.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.kv.resp.RespReader.Found;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespReaderTest {

    private final RespReader reader = new RespReader();

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String frame(List<String> arguments) {
        StringBuilder frame = new StringBuilder("*").append(arguments.size()).append("\r\n");
        arguments.forEach(argument -> frame.append('$')
                .append(argument.length())
                .append("\r\n")
                .append(argument)
                .append("\r\n"));
        return frame.toString();
    }

    @Test
    void keepsNothingOfCommandsThatAreDoneWith() {
        reader.append(bytes("*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPI"));
        assertThat(commands()).containsExactly(List.of("PING"));
        reader.trim();
        reader.append(bytes("NG\r\n"));
        assertThat(commands()).as("what is not whole waits").containsExactly(List.of("PING"));

        reader.trim();

        assertThat(reader.array()).isEmpty();
        reader.append(bytes("*1\r\n$4\r\nECHO\r\n"));
        assertThat(commands()).containsExactly(List.of("ECHO"));
    }

    private List<List<String>> commands() {
        List<List<String>> all = new ArrayList<>();
        while (reader.next() == Found.COMMAND) {
            List<String> command = new ArrayList<>();
            for (int i = 0; i < reader.size(); i++) {
                command.add(new String(reader.copy(i), StandardCharsets.ISO_8859_1));
            }
            all.add(command);
        }
        return all;
    }

    private static List<List<String>> randomCommands(Random random) {
        List<List<String>> all = new ArrayList<>();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            List<String> command = new ArrayList<>();
            for (int j = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 5); j > 0; j--) {
                byte[] argument = new byte[random.nextInt(random.nextInt(10) == 0 ? 5_000 : 12)];
                random.nextBytes(argument);
                command.add(new String(argument, StandardCharsets.ISO_8859_1));
            }
            all.add(command);
        }
        return all;
    }

    /** However a stream is cut into pieces, the commands are the same. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000, 100_000})
    void anyCutsGiveTheSameCommands(int most) {
        Random random = new Random(most);
        for (int round = 0; round < 50; round++) {
            List<List<String>> sent = randomCommands(random);
            StringBuilder text = new StringBuilder();
            sent.forEach(command -> text.append(random.nextInt(5) == 0 ? "*0\r\n\r\n*-1\r\n" : "")
                    .append(frame(command)));
            byte[] stream = bytes(text.toString());
            List<List<String>> read = new ArrayList<>();
            for (int at = 0; at < stream.length; ) {
                int end = Math.min(stream.length, at + 1 + random.nextInt(most));
                reader.append(Arrays.copyOfRange(stream, at, end));
                read.addAll(commands());
                at = end;
            }
            assertThat(read).isEqualTo(sent);
            assertThat(reader.waiting()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*x\\r\\n|invalid multibulk length",
                "*\\r\\n|invalid multibulk length",
                "*+1\\r\\n|invalid multibulk length",
                "*01\\r\\n|invalid multibulk length",
                "*262145\\r\\n|invalid multibulk length",
                "*9223372036854775808\\r\\n|invalid multibulk length",
                "*1111111111111111111111111111111111|too big mbulk count string",
                "*1\\r\\n:5\\r\\n|expected '$', got ':'",
                "*1\\r\\n\\0|expected '$', got '\\x00'",
                "*1\\r\\n$-1\\r\\n|invalid bulk length",
                "*1\\r\\n$x\\r\\n|invalid bulk length",
                "*1\\r\\n$1048577\\r\\n|invalid bulk length",
                "*1\\r\\n$-9223372036854775808\\r\\n|invalid bulk length",
                "*1\\r\\n$99999999999999999999\\r\\n|invalid bulk length",
                "*1\\r\\n$11111111111111111111111111111111111|too big bulk count string",
                "*1\\r\\n$4\\r\\nPING\\r\\nPING\\r\\n|expected '*', got 'P'"
            })
    void eachFaultIsToldInRedissWords(String stream, String fault) {
        reader.append(bytes(stream.replace("\\r\\n", "\r\n").replace("\\0", "\0")));
        commands();
        assertThat(reader.next()).isEqualTo(Found.FAULT);
        assertThat(reader.fault()).isEqualTo(fault);
        reader.append(bytes("*1\r\n$4\r\nPING\r\n"));
        assertThat(reader.next()).as("nothing after a fault can be understood").isEqualTo(Found.FAULT);
    }

    /** A fault is known as soon as its line is, whatever comes of the rest. */
    @Test
    void anAbsurdLengthIsNotWaitedFor() {
        reader.append(bytes("*3\r\n$4\r\nHSET\r\n$1\r\nh\r\n$999999999\r\n"));
        assertThat(reader.next()).isEqualTo(Found.FAULT);
    }

    @Test
    void theArgumentsOfOneCommandAreBoundedTogether() {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(bytes("*20\r\n"));
        for (int i = 0; i < 9; i++) {
            stream.writeBytes(bytes("$1048576\r\n"));
            stream.writeBytes(new byte[1024 * 1024]);
            stream.writeBytes(bytes("\r\n"));
        }
        reader.append(stream.toByteArray());
        assertThat(reader.next()).isEqualTo(Found.FAULT);
        assertThat(reader.fault()).isEqualTo("invalid bulk length");
    }

    @Test
    void aCommandMayHoldLineEndsAndHeadersOfItsOwn() {
        List<String> command = List.of("HSET", "*1\r\n$4\r\nPING\r\n", "\r\n", "");
        reader.append(bytes(frame(command)));
        assertThat(commands()).containsExactly(command);
    }

    /** What was read stays where it is while the next is read, as requests point to it. */
    @Test
    void oneCommandIsNotOverwrittenByTheNext() {
        reader.append(bytes(frame(List.of("A", "first")) + frame(List.of("B", "second")) + "*2\r\n$1\r\nC"));
        assertThat(reader.next()).isEqualTo(Found.COMMAND);
        byte[] array = reader.array();
        int from = reader.from(1);
        assertThat(reader.next()).isEqualTo(Found.COMMAND);
        reader.append(bytes("\r\n$5\r\nthird\r\n"));
        assertThat(reader.next()).isEqualTo(Found.COMMAND);
        assertThat(new String(array, from, 5, StandardCharsets.ISO_8859_1)).isEqualTo("first");
    }
}

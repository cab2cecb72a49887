package io.coppice.kv.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HopMessageTest {

    private static final Dialect LINES = new Dialect() {
        @Override
        public byte tag() {
            return 0;
        }

        @Override
        public byte[] error(String reason) {
            return bytes("ERROR " + reason);
        }

        @Override
        public byte[] unknown(String reason) {
            return bytes("UNKNOWN " + reason);
        }
    };

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Parcel parcel(String line) {
        byte[] array = bytes("..." + line + "...");
        return new Parcel(LINES, array, 3, 1, 3, bytes(line).length, true);
    }

    @Test
    void commands_arrive_as_they_were_with_their_path() {
        Buffer sent =
                HopMessage.encode((byte) 3, List.of("a", "knoten ü"), List.of(parcel("GET ü k\n"), parcel("x\n")));
        HopMessage message = HopMessage.decode(sent);
        assertThat(message.tag()).isEqualTo((byte) 3);
        assertThat(message.path()).containsExactly("a", "knoten ü");
        assertThat(message.count()).isEqualTo(2);
        assertThat(new String(message.commands(), StandardCharsets.UTF_8)).isEqualTo("GET ü k\nx\n");
    }

    @Test
    void what_is_no_message_is_refused() {
        Buffer whole = HopMessage.encode((byte) 0, List.of("a"), List.of(parcel("GET\n")));
        for (int length = 0; length < whole.length() - 4; length++) {
            Buffer part = whole.getBuffer(0, length);
            assertThatThrownBy(() -> HopMessage.decode(part)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> HopMessage.decode(whole.copy().setByte(0, (byte) 2)))
                .hasMessage("a message between nodes of version 2, not 1");
    }

    @Test
    void answers_are_handed_out_in_order_and_the_rest_stays_open() {
        List<Parcel> parcels = List.of(parcel("1\n"), parcel("2\n"), parcel("3\n"));
        Answers answers = new Answers();
        answers.add(bytes("one"));
        answers.addCircle("a, b, a");
        assertThat(Answers.handOut(answers.toBuffer(), parcels)).isEqualTo(2);
        assertThat(parcels.get(0).answer()).isEqualTo(bytes("one"));
        assertThat(parcels.get(1).circle()).isEqualTo("a, b, a");
        assertThat(parcels.get(1).answer())
                .isEqualTo(bytes("ERROR the routing tables send bucket 2 in a circle: a, b, a"));
        assertThat(parcels.get(2).isOpen()).isTrue();
    }
}

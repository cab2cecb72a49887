package io.coppice.shopping.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.component.bus.Failure;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {

    private static final Instant AT = Instant.parse("2026-11-20T18:00:00Z");

    private Session session = Session.begin(Commands.start(
            json("{'key':'alice','domain':'shop.example','landing_page':'/sale','ip':'127.0.0.1','member_id':'m1'}"),
            "id-1",
            AT));

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    private void does(String request) throws RefusedException {
        session = session.with(Commands.event(session, json(request), AT.plusSeconds(session.number())));
    }

    private Failure refusal(String request) {
        try {
            does(request);
        } catch (RefusedException refused) {
            return refused.failure();
        }
        throw new AssertionError("it is not refused");
    }

    @Test
    void a_cart_is_what_its_events_make_of_it() throws RefusedException {
        does("{'action':'visit','page':'/tea'}");
        does("{'action':'add','item':'tea','price':4.5,'quantity':2}");
        does("{'action':'add','item':'cup','price':'12.99'}");
        does("{'action':'add','item':'tea','price':'4.50'}");
        does("{'action':'change','item':'cup','quantity':3}");
        does("{'action':'add','item':'pot','price':30}");
        does("{'action':'remove','item':'pot'}");
        does("{'action':'discount','code':'SPRING','percent':10}");
        JsonObject json = session.toJson();
        assertThat(json.getJsonArray("items").encode())
                .isEqualTo("[{\"item\":\"tea\",\"price\":\"4.50\",\"quantity\":3},"
                        + "{\"item\":\"cup\",\"price\":\"12.99\",\"quantity\":3}]");
        // 3 * 4.50 + 3 * 12.99 = 52.47, and a tenth of it to the nearest cent.
        assertThat(json.getString("sum")).isEqualTo("52.47");
        assertThat(json.getString("discount")).isEqualTo("5.25");
        assertThat(json.getString("total")).isEqualTo("47.22");
        assertThat(json.getJsonArray("logs")).hasSize(9);
        assertThat(json.getString("member_id")).isEqualTo("m1");
        assertThat(json.getString("landing_page")).isEqualTo("/sale");
        assertThat(session.touched()).isEqualTo(AT.plusSeconds(8));
    }

    @Test
    void the_events_alone_make_the_same_session() throws RefusedException {
        does("{'action':'add','item':'tea','price':4.5,'quantity':2}");
        does("{'action':'discount','code':'SPRING','percent':10}");
        assertThat(Session.of(session.events())).isEqualTo(session);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a.b", "a/b", "ä", "aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbb12345"
            })
    void a_key_that_is_not_a_plain_word_is_refused_with_the_reason(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionKey(key))
                .withMessage("\"key\" must be a plain word of 1 to 64 letters, digits, - and _, not \"" + key + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'action':'add','item':'tea','price':-1} | \"price\" must be a number from 0 to 1000000",
                "{'action':'add','item':'tea','price':0.001} | two decimals, not 0.001",
                "{'action':'add','item':'tea'} | \"price\" must be",
                "{'action':'add','item':'','price':1} | \"item\" must be a text of 1 to 200 characters",
                "{'action':'add','item':'tea','price':1,'quantity':0} | \"quantity\" must be a whole number from 1 to 1000, not 0",
                "{'action':'change','item':'cup','quantity':1.5} | not 1.5",
                "{'action':'discount','code':'A','percent':101} | from 1 to 100, not 101",
                "{'action':'visit'} | \"page\" must be a text",
                "{'action':'dance'} | not dance",
            })
    void a_wrong_request_is_named(String request, String message) throws RefusedException {
        does("{'action':'add','item':'cup','price':1}");
        assertThatThrownBy(() -> does(request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void what_may_not_happen_now_is_refused() throws RefusedException {
        assertThat(refusal("{'action':'checkout'}")).isEqualTo(Failure.TAKEN);
        assertThat(refusal("{'action':'change','item':'tea','quantity':1}")).isEqualTo(Failure.NOT_FOUND);
        assertThat(refusal("{'action':'remove','item':'tea'}")).isEqualTo(Failure.NOT_FOUND);
        does("{'action':'discount','code':'A','percent':60}");
        assertThat(refusal("{'action':'discount','code':'A','percent':10}")).isEqualTo(Failure.TAKEN);
        assertThat(refusal("{'action':'discount','code':'B','percent':50}")).isEqualTo(Failure.FULL);
        does("{'action':'add','item':'tea','price':1,'quantity':1000}");
        assertThat(refusal("{'action':'add','item':'tea','price':1}")).isEqualTo(Failure.FULL);
    }

    @Test
    void a_log_has_a_most_but_the_last_event_has_room() throws RefusedException {
        does("{'action':'add','item':'tea','price':1}");
        while (session.number() < Session.MOST_EVENTS) {
            does("{'action':'visit','page':'/'}");
        }
        assertThat(refusal("{'action':'visit','page':'/'}")).isEqualTo(Failure.FULL);
        does("{'action':'checkout'}");
    }

    @Test
    void a_cart_has_a_most() throws RefusedException {
        for (int i = 0; i < 200; i++) {
            does("{'action':'add','item':'item" + i + "','price':1}");
        }
        assertThat(refusal("{'action':'add','item':'more','price':1}")).isEqualTo(Failure.FULL);
        does("{'action':'add','item':'item7','price':1}");
    }
}

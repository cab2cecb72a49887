package io.coppice.host.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContactTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static Contact ofThree() {
        return new Contact(2, Duration.ofSeconds(6));
    }

    @Test
    void aMajorityOfOneIsAlwaysInTouch() {
        assertThat(new Contact(1, Duration.ofSeconds(6)).isFresh(0)).isTrue();
    }

    @Test
    void whatWasHeardIsNoContactBeforeItWasAnswered() {
        Contact contact = ofThree();
        long beat = contact.beat(0);
        assertThat(contact.heard("b", 1, 0)).as("the first of b").isTrue();
        assertThat(contact.isFresh(0)).isFalse();
        assertThat(contact.heard()).containsEntry("b", 1L);
        contact.heard("b", 2, beat);
        assertThat(contact.isFresh(6 * SECOND)).isTrue();
        assertThat(contact.isFresh(6 * SECOND + 1)).isFalse();
    }

    @Test
    void aContactIsAsOldAsTheBeatThatWasAnswered() {
        Contact contact = ofThree();
        long old = contact.beat(0);
        contact.beat(5 * SECOND);
        contact.heard("b", 1, old);
        assertThat(contact.isFresh(7 * SECOND)).isFalse();
    }

    @Test
    void enoughForAMajorityAreWanted() {
        Contact contact = new Contact(3, Duration.ofSeconds(6));
        long beat = contact.beat(0);
        contact.heard("b", 1, beat);
        assertThat(contact.isFresh(0)).isFalse();
        contact.heard("c", 1, beat);
        assertThat(contact.isFresh(0)).isTrue();
        contact.retain(Set.of("c"));
        assertThat(contact.isFresh(0)).isFalse();
    }

    @Test
    void beatsThatAreForgottenAreNoContact() {
        Contact contact = ofThree();
        long old = contact.beat(0);
        for (int i = 0; i < 100; i++) {
            contact.beat(0);
        }
        contact.heard("b", 1, old);
        assertThat(contact.isFresh(0)).isFalse();
    }
}

package io.coppice.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterConfigTest {

    @Test
    void has_defaults_and_leaves_the_hosts_own_key_alone() {
        assertThat(RouterConfig.of(new JsonObject().put("coppice", new JsonObject())))
                .isEqualTo(new RouterConfig(null, true, 4_000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'tabel':[]} | unknown key \"tabel\"; known are table, storage, hop_timeout",
                "{'table':'a-m'} | table must be a list such as",
                "{'table':[{'range':'m-a','node':'a'}]} | table[0]: the range \"m-a\" is reversed",
                "{'storage':'no'} | storage must be true or false, not no",
                "{'storage':false} | storage is false, so that table must say where buckets are",
                "{'hop_timeout':0} | hop_timeout must be a whole number from 1 to 60000, not 0",
            })
    void faults_name_the_key_and_what_would_be_right(String json, String error) {
        assertThatThrownBy(() -> RouterConfig.of(new JsonObject(json.replace('\'', '"'))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("config: " + error);
    }
}

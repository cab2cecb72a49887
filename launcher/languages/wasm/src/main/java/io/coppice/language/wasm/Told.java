package io.coppice.language.wasm;

import io.vertx.core.json.JsonObject;

/** Something that a module is told. */
interface Told {

    void to(Module module);

    /** What it has to answer then by this name fails with it; empty where there is nothing. */
    String replyAddress();

    /** That it begins. */
    record Beginning() implements Told {

        @Override
        public void to(Module module) {
            module.initialize();
        }

        @Override
        public String replyAddress() {
            return "";
        }
    }

    /** A frame. */
    record Frame(String text) implements Told {

        @Override
        public void to(Module module) {
            module.receive(text);
        }

        @Override
        public String replyAddress() {
            return new JsonObject(text).getString("replyAddress", "");
        }
    }

    /** A message without a frame. */
    record Parts(String address, String replyAddress, String body) implements Told {

        @Override
        public void to(Module module) {
            module.receive(address, replyAddress, body);
        }
    }
}

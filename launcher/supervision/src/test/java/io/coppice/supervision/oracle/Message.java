package io.coppice.supervision.oracle;

import io.coppice.supervision.spec.ExitReason;

/** Something that arrives at a supervisor; its text is its Erlang term. */
interface Message {

    void to(Receiver receiver);

    /** Who takes messages. */
    interface Receiver {
        void crash(String id, End end);

        void tick(int seconds);

        void startChild(Schedule.Kid kid);

        void terminateChild(String id);

        void restartChild(String id);

        void deleteChild(String id);

        void whichChildren();

        void countChildren();

        void getChildspec(String id);
    }

    /** How a child ends by itself. */
    enum End {
        NORMAL("normal"),
        SHUTDOWN("shutdown"),
        SHUTDOWN_WITH_TERM("{shutdown,x}"),
        OTHER("other"),
        KILL("kill");

        private final String term;

        End(String term) {
            this.term = term;
        }

        ExitReason reason() {
            return switch (this) {
                case NORMAL -> ExitReason.NORMAL;
                case SHUTDOWN -> ExitReason.SHUTDOWN;
                case SHUTDOWN_WITH_TERM -> ExitReason.shutdown("x");
                case OTHER -> ExitReason.crashed("other");
                case KILL -> ExitReason.KILLED;
            };
        }

        @Override
        public String toString() {
            return term;
        }
    }

    /** A child ends by itself, if it runs. */
    record Crash(String id, End end) implements Message {
        @Override
        public void to(Receiver receiver) {
            receiver.crash(id, end);
        }

        @Override
        public String toString() {
            return "{crash," + id + "," + end + "}";
        }
    }

    /** Time passes, before what comes next is handled. */
    record Tick(int seconds) implements Message {
        @Override
        public void to(Receiver receiver) {
            receiver.tick(seconds);
        }

        @Override
        public String toString() {
            return "{tick," + seconds + "}";
        }
    }

    /** The request to start a child with a new spec. */
    record StartChild(Schedule.Kid kid) implements Message {
        @Override
        public void to(Receiver receiver) {
            receiver.startChild(kid);
        }

        @Override
        public String toString() {
            return "{start_child," + kid + "}";
        }
    }

    /** The requests about all children. */
    enum AboutAll implements Message {
        WHICH_CHILDREN("which_children") {
            @Override
            public void to(Receiver receiver) {
                receiver.whichChildren();
            }
        },
        COUNT_CHILDREN("count_children") {
            @Override
            public void to(Receiver receiver) {
                receiver.countChildren();
            }
        };

        private final String term;

        AboutAll(String term) {
            this.term = term;
        }

        @Override
        public String toString() {
            return term;
        }
    }

    /** The requests about one child. */
    record AboutOne(Request request, String id) implements Message {
        enum Request {
            TERMINATE("terminate_child"),
            RESTART("restart_child"),
            DELETE("delete_child"),
            SPEC("get_childspec");

            private final String term;

            Request(String term) {
                this.term = term;
            }
        }

        @Override
        public void to(Receiver receiver) {
            switch (request) {
                case TERMINATE -> receiver.terminateChild(id);
                case RESTART -> receiver.restartChild(id);
                case DELETE -> receiver.deleteChild(id);
                case SPEC -> receiver.getChildspec(id);
            }
        }

        @Override
        public String toString() {
            return "{" + request.term + "," + id + "}";
        }
    }
}

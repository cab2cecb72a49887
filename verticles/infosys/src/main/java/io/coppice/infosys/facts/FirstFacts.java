package io.coppice.infosys.facts;

import java.util.List;

/** The table, and the facts that it begins with. */
final class FirstFacts {

    static final List<String> SCHEMA = List.of(
            "CREATE TABLE fact (subject TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL"
                    + " CHECK (length(text) BETWEEN 1 AND 1000)) STRICT, WITHOUT ROWID",
            """
            INSERT INTO fact VALUES
              ('circuit breaker', 'A circuit breaker stops asking a part that keeps failing, and tries it again later.'),
              ('elixir', 'Elixir is a language on the virtual machine of Erlang, made by José Valim; its first release was in 2012.'),
              ('erlang', 'Erlang is a language for concurrent systems, made at Ericsson by Joe Armstrong, Robert Virding and Mike Williams; open source since 1998.'),
              ('event bus', 'The event bus of Vert.x carries messages between verticles, on one node or in a cluster: to one, to all, or as a request with a reply.'),
              ('hazelcast', 'Hazelcast is a data grid in Java: maps and other structures whose parts lie on several machines, each with backups.'),
              ('joe armstrong', 'Joe Armstrong (1950 to 2019) was one of the makers of Erlang; his thesis of 2003 is about making reliable systems in the presence of software errors.'),
              ('otp', 'OTP is the set of libraries and principles of Erlang: supervisors, generic servers, applications.'),
              ('supervisor', 'A supervisor starts processes, watches them, and restarts those that crash, by a strategy and within a budget.'),
              ('verticle', 'A verticle is the unit of deployment of Vert.x: code with a context of its own, on an event loop or a worker thread.'),
              ('vert.x', 'Vert.x is a toolkit for reactive applications on the JVM, begun by Tim Fox in 2011, now at the Eclipse Foundation.')
            """);

    private FirstFacts() {}
}

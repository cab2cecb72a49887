package io.coppice.host.config;

import java.util.regex.Pattern;

/** Tells loopback addresses by their text, without asking a resolver. */
final class LoopbackHost {

    private static final Pattern IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}");

    private LoopbackHost() {}

    static boolean is(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || IPV4.matcher(host).matches();
    }
}

package io.coppice.language.contract;

import io.coppice.language.contract.EchoGuest.Crash;
import java.util.ArrayList;
import java.util.List;

/** What the client of one child has found. Used on the client's context, and by others when it is done. */
final class CrashFindings {

    private static final int MOST_KEPT = 20;

    /** A child answers again, so long after it was told to crash. */
    record Return(Crash crash, long nanos) {}

    private final List<String> wrong = new ArrayList<>();
    private final List<String> hung = new ArrayList<>();
    private final List<Return> returns = new ArrayList<>();
    private long answers;
    private long refusals;

    void answer() {
        answers++;
    }

    void refusal() {
        refusals++;
    }

    void wrong(String what) {
        keep(wrong, what);
    }

    void hung(String what) {
        keep(hung, what);
    }

    private static void keep(List<String> list, String what) {
        if (list.size() < MOST_KEPT) {
            list.add(what);
        }
    }

    void back(Crash crash, long nanos) {
        returns.add(new Return(crash, nanos));
    }

    long answers() {
        return answers;
    }

    long refusals() {
        return refusals;
    }

    /** The first of the answers that should not have been. */
    List<String> wrong() {
        return wrong;
    }

    /** The first of the requests that did not end in time. */
    List<String> hung() {
        return hung;
    }

    List<Return> returns() {
        return returns;
    }
}

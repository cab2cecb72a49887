package io.coppice.language.contract;

/** Processes by number. */
final class GuestPids {

    private GuestPids() {}

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}

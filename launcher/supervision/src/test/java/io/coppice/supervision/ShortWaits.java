package io.coppice.supervision;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Has all tests look soon and often for what they await: most of it is there within a millisecond, and the usual 100 ms before the
 * first look would be most of the time that the tests take.
 */
public final class ShortWaits implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultPollDelay(Duration.ofMillis(10));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }
}

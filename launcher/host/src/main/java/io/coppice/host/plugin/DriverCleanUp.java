package io.coppice.host.plugin;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;

/**
 * Deregisters JDBC drivers; defined once more in the class loader of a plugin, as the JDK lets a driver be seen and
 * deregistered only by who could have loaded it.
 */
public final class DriverCleanUp implements Runnable {

    @Override
    public void run() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == DriverCleanUp.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException e) {
                    throw new IllegalStateException("the driver " + driver + " cannot be deregistered", e);
                }
            }
        }
    }
}

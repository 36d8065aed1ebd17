package dev.hostless.deploy.grafana;

import java.util.List;

/** From this value on, this colour; below the first one all is green. */
record Threshold(double from, String color) {

    /** Orange from the first value on and red from the second. */
    static List<Threshold> warnAndAlarm(double warn, double alarm) {
        if (warn >= alarm) {
            throw new IllegalArgumentException(
                    "wanted a warning below its alarm, got %s and %s".formatted(warn, alarm));
        }
        return List.of(new Threshold(warn, "orange"), new Threshold(alarm, "red"));
    }

    /** Any of it is bad. */
    static List<Threshold> anyIsBad() {
        return List.of(new Threshold(Double.MIN_NORMAL, "red"));
    }
}

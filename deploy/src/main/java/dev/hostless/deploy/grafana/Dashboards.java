package dev.hostless.deploy.grafana;

import java.util.List;

/** All dashboards, in the order in which somebody new to a fleet reads them. */
final class Dashboards {

    private Dashboards() {
    }

    static List<Dashboard> all() {
        return List.of(GcOverview.dashboard(), FleetOverview.dashboard(),
                FirmwareComparison.dashboard(), ControlRoom.dashboard());
    }

    /** The file of a dashboard, in {@code deploy/grafana/dashboards}. */
    static String fileName(Dashboard dashboard) {
        return dashboard.uid() + ".json";
    }
}

package dev.hostless.controlplane;

import dev.hostless.controlplane.database.DatabaseAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Says where the service is, once it is there. The token itself is in no log. */
final class ReadyLine implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger(ReadyLine.class);

    private final DatabaseAddress database;

    ReadyLine(DatabaseAddress database) {
        this.database = database;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        var environment = event.getApplicationContext().getEnvironment();
        log.info("Ready: http://{}:{} (database {})",
                environment.getProperty("server.address"),
                environment.getProperty("local.server.port"),
                database);
    }
}

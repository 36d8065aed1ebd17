package dev.hostless.controlplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Refuses a taken port with one line before anything is started: PostgreSQL needs seconds, and the
 * user who has a second control plane running should not wait for them.
 */
final class PortCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        var environment = event.getEnvironment();
        int port = environment.getProperty("server.port", Integer.class, 8080);
        var address = environment.getProperty("server.address", "127.0.0.1");
        if (port <= 0) {
            return;
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException taken) {
            System.err.println("Cannot listen on " + address + ":" + port + ": "
                    + taken.getMessage() + ". Choose another with --server.port=PORT.");
            throw new SpringApplication.AbandonedRunException();
        }
    }
}

package dev.hostless.agent;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The process that hosts boards. Its settings are those of {@link AgentProperties}. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(AgentConfiguration.class)
public class NodeAgent {

    /** Starts an agent; it runs until it is told to stop. */
    public static void main(String[] arguments) {
        application().run(arguments);
    }

    /**
     * Its settings file is named after it: "application" would be found in the wrong jar wherever
     * both services are on one class path.
     */
    public static SpringApplication application() {
        var application = new SpringApplication(NodeAgent.class);
        application.setDefaultProperties(Map.of("spring.config.name", "agent"));
        return application;
    }
}

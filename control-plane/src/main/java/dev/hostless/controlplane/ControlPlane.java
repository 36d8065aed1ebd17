package dev.hostless.controlplane;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Starts the control plane. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ControlPlaneConfiguration.class)
public class ControlPlane {

    static void main(String[] arguments) {
        try {
            application().run(arguments);
        } catch (SpringApplication.AbandonedRunException refused) {
            // PortCheck has said why.
            System.exit(1);
        }
    }

    static SpringApplication application() {
        var application = new SpringApplication(ControlPlane.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.addListeners(new PortCheck());
        return application;
    }
}

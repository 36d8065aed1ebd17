package dev.hostless.controlplane;

import dev.hostless.controlplane.problem.StartupRefused;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a refusal's message in place of a stack trace. Spring Boot makes it, by its name. */
final class StartupAnalyzer extends AbstractFailureAnalyzer<StartupRefused> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, StartupRefused refused) {
        return new FailureAnalysis(refused.getMessage(), null, refused);
    }
}

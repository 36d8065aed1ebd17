package dev.hostless.controlplane.access;

import java.util.List;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** Who calls: the operator, an agent that wants to join, or an enrolled agent. */
public final class Caller extends AbstractAuthenticationToken {

    static final String OPERATOR = "operator";
    static final String JOINING = "joining";
    static final String AGENT = "agent";

    private final String kind;
    private final String name;

    private Caller(String kind, String name) {
        super(List.of(new SimpleGrantedAuthority(kind)));
        this.kind = kind;
        this.name = name;
        setAuthenticated(true);
    }

    static Caller operator() {
        return new Caller(OPERATOR, OPERATOR);
    }

    static Caller joining() {
        return new Caller(JOINING, JOINING);
    }

    static Caller agent(String name) {
        return new Caller(AGENT, name);
    }

    /** The agent's name. */
    public String agent() {
        if (!kind.equals(AGENT)) {
            throw new IllegalStateException(
                    "BUG: asked a caller of kind " + kind + " for its name");
        }
        return name;
    }

    /** The token itself is not kept. */
    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Caller caller && kind.equals(caller.kind)
                && name.equals(caller.name);
    }

    @Override
    public int hashCode() {
        return kind.hashCode() * 31 + name.hashCode();
    }
}

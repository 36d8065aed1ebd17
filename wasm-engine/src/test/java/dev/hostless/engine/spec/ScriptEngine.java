package dev.hostless.engine.spec;

import java.util.List;
import java.util.Map;

/** What a script needs of an engine. All methods report a refusal as {@link ScriptFault}. */
interface ScriptEngine {
    /** Makes the {@code spectest} module that the scripts import from. */
    Instance spectest();

    /** Checks, links and starts a module; it may import what is {@code registered}. */
    Instance instantiate(byte[] bytes, Map<String, Instance> registered);

    /** A module that a script may call and read. */
    interface Instance {
        List<ScriptValue> invoke(String function, List<ScriptValue> arguments);

        ScriptValue global(String name);
    }
}

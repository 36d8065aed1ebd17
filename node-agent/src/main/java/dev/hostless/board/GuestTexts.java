package dev.hostless.board;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Arguments and environment as guests read them: UTF-8, a NUL behind each.
 *
 * @param arguments the program's name first
 * @param environment {@code NAME=VALUE}, sorted by name, with PWD
 */
record GuestTexts(List<byte[]> arguments, List<byte[]> environment) {
    private static final String PROGRAM_NAME = "firmware.wasm";

    static GuestTexts of(List<String> guestArguments, Map<String, String> variables) {
        var arguments = new ArrayList<byte[]>();
        arguments.add(terminated(PROGRAM_NAME));
        guestArguments.forEach(argument -> arguments.add(terminated(argument)));
        var environment = new ArrayList<byte[]>();
        var sorted = new TreeMap<>(variables);
        sorted.putIfAbsent("PWD", "/");
        sorted.forEach((name, value) -> environment.add(terminated(name + "=" + value)));
        return new GuestTexts(List.copyOf(arguments), List.copyOf(environment));
    }

    static int bytes(List<byte[]> texts) {
        return texts.stream().mapToInt(text -> text.length).sum();
    }

    private static byte[] terminated(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }
}

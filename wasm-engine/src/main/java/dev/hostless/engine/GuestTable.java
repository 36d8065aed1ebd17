package dev.hostless.engine;

import dev.hostless.engine.compiler.Table;

/** A table of a guest, or one that the host made to be imported. */
public final class GuestTable implements Extern {
    private final ValueType element;
    private final Table table;

    /**
     * A table that the host creates; its elements are null.
     *
     * @param maximum declared maximum, or a negative number for none
     */
    public GuestTable(ValueType element, int size, int maximum) {
        this(element, new Table(size, maximum, EngineOptions.defaults().tableElements()));
    }

    GuestTable(ValueType element, Table table) {
        this.element = element;
        this.table = table;
    }

    Table table() {
        return table;
    }

    public ValueType element() {
        return element;
    }

    /** Elements. */
    public int size() {
        return table.size();
    }

    @Override
    public String description() {
        return "table of %d%s %s".formatted(size(),
                table.maximum() < 0 ? "" : " to " + table.maximum(), element);
    }
}

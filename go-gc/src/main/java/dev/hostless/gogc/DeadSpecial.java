package dev.hostless.gogc;

/**
 * A special whose time has come.
 *
 * @param object the address that it was attached to: for a finalizer the object lives on, until
 *        the next collection that finds it unreachable; else it is about to be freed
 * @param record the record in the guest's memory that was attached
 * @param bytes the object's size
 */
public record DeadSpecial(SpecialKind kind, int object, int record, int bytes) {
}

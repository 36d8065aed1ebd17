package dev.hostless.gogc;

/** What can be attached to an object; in the order in which Go keeps them at one. */
public enum SpecialKind {
    /** A function that is called once nothing but it refers to the object: revives it. One. */
    FINALIZER,
    /** The handle behind weak pointers: reported when it must be cleared. One. */
    WEAK_HANDLE,
    /** A record of a heap profile: reported when the object is freed. One. */
    PROFILE,
    /** A function that is called once the object is gone. As many as one likes. */
    CLEANUP;

    boolean isUnique() {
        return this != CLEANUP;
    }

    /** Whether the record has a word that is a root. */
    boolean hasRoot() {
        return this != PROFILE;
    }
}

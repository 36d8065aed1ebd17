/**
 * The container images, made without a container engine. {@link ImageBuilder} lays out what each
 * image holds as a plain folder: a Java runtime with only the modules that are needed, the system
 * libraries it is linked with, the service's jars, and a cache of its classes made ahead of time by
 * running both services out of these folders. {@link Tarball} packs a folder as an image; the
 * Dockerfile copies it.
 */
@NullMarked
package dev.hostless.deploy.images;

import org.jspecify.annotations.NullMarked;

/**
 * The messages of {@code docs/protocol} as this side reads and writes them. The golden files
 * beside that page are the contract; {@code GoldenMessagesTest} holds these records to them.
 */
@NullMarked
package dev.hostless.agent.message;

import org.jspecify.annotations.NullMarked;

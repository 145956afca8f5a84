/**
 * Takes over the JDK's own blocking points. {@link gevent.monkey.agent.Point} lists them, {@link
 * gevent.monkey.agent.Weaver} has each ask a gate in {@code java.lang} first, and {@link
 * gevent.monkey.agent.Takeover} is who answers there.
 */
package gevent.monkey.agent;

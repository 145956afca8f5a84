/**
 * Takes over the JDK's own blocking methods. {@link gevent.monkey.agent.JdkMethod} lists them, {@link
 * gevent.monkey.agent.Weaver} makes each call a gate in {@code java.lang} first, and {@link
 * gevent.monkey.agent.Interceptor} answers these calls.
 */
package gevent.monkey.agent;

package gevent.hub;

/**
 * A section of code whose waits end only by what they wait for. A kill, a {@link gevent.Timeout} or an interrupt that
 * comes meanwhile is kept, and is thrown at the first wait behind the section. For work that must not be left half
 * done: the JDK's own calls on regular files are such sections.
 *
 * <pre>{@code
 * try (Shield _ = Shield.raise()) {
 *     log.append(record);
 *     log.sync();
 * }
 * }</pre>
 *
 * <p>Keep the section short: while it waits, nothing but Ctrl-C on a hub's main ends its waits. Shields nest. Close a
 * shield where it was raised. trio: {@code CancelScope(shield=True)}.
 */
public final class Shield implements AutoCloseable {
    private final Strand strand;

    private Shield(Strand strand) {
        this.strand = strand;
    }

    /** Begins a section of the current strand. A thread without a hub does not get one. */
    public static Shield raise() {
        Strand strand = Strand.currentWithoutNewHub();
        strand.shield();
        return new Shield(strand);
    }

    /** Ends the section. An interrupt that came meanwhile is set again. */
    @Override
    public void close() {
        strand.unshield();
    }
}

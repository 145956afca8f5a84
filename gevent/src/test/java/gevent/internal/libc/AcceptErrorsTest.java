package gevent.internal.libc;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jnr.constants.platform.Errno;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Errors of accept(2): of one connection that is gone, or of the server. */
class AcceptErrorsTest {
    @ParameterizedTest
    @EnumSource(names = {"ECONNABORTED", "EPROTO", "ENOPROTOOPT", "ENETDOWN", "ENETUNREACH", "EHOSTDOWN", "EHOSTUNREACH",
        "ETIMEDOUT", "EPERM"})
    void theNextConnectionMayBeFine(Errno error) {
        assertTrue(Libc.isOfConnection(error.intValue()));
    }

    @ParameterizedTest
    @EnumSource(names = {"EAGAIN", "EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EINVAL", "EBADF", "EOPNOTSUPP"})
    void tryingAgainAtOnceWouldNotHelp(Errno error) {
        assertFalse(Libc.isOfConnection(error.intValue()));
    }
}

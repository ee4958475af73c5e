package org.tassis.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hashes as OpenSSL (`openssl passwd`) and bcrypt's own test vectors have them.
class KnownHashesTest {
    private final PasswordHash hashes = new KnownHashes(new Argon2Hash(8, 1, 1));

    @ParameterizedTest
    @CsvSource({
        "Hello world!, $6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1",
        "Hello world!, $5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
        "Hello world!, $1$saltstri$YMyguxXMBpd2TEZ.vS/3q1",
        "Hello world!, $6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
        "U*U, $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
    })
    void hashesOfOtherServersAreVerified(String password, String hash) {
        assertThat(KnownHashes.isForeign(hash)).isTrue();
        assertThat(hashes.verify(password, hash)).isTrue();
        assertThat(hashes.verify(password + "x", hash)).isFalse();
        assertThat(hashes.isOutdated(hash)).isTrue();
    }

    @Test
    void ourOwnAreAsTheyWere() {
        String hash = hashes.hash("geheim");
        assertThat(KnownHashes.isForeign(hash)).isFalse();
        assertThat(hashes.verify("geheim", hash)).isTrue();
        assertThat(hashes.isOutdated(hash)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "*",
                "geheim",
                "abJnggxhB/yWI", // DES
                "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
                "$6$rounds=999999999$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1",
                "$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
            })
    void whatIsWeakUnknownOrTooCostlyIsNot(String hash) {
        assertThat(KnownHashes.isForeign(hash)).isFalse();
        assertThat(hashes.verify("geheim", hash)).isFalse();
    }
}

package org.tassis.directory.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;

class AddressLinesTest {
    private static final Optional<DomainName> DOMAIN = DomainName.parse("example.org");

    @Test
    void oneAddressALineWithOrWithoutDomain() {
        AddressLines lines = AddressLines.parse(" info \r\n\ncontact@example.net\rzoë\n", DOMAIN);
        assertThat(lines.faults()).isEmpty();
        assertThat(lines.addresses())
                .extracting(Object::toString)
                .containsExactly("info@example.org", "contact@example.net", "zoë@example.org");
    }

    @Test
    void whatIsWrongIsToldWithItsLine() {
        AddressLines lines = AddressLines.parse("info\n\nnot an address\nINFO@example.org\na@", DOMAIN);
        assertThat(lines.addresses()).hasSize(1);
        assertThat(lines.faults())
                .extracting(AddressLines.Fault::line, AddressLines.Fault::text)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(3, "not an address"),
                        org.assertj.core.groups.Tuple.tuple(4, "INFO@example.org"),
                        org.assertj.core.groups.Tuple.tuple(5, "a@"));
        assertThat(AddressLines.parse("info", Optional.empty()).faults()).hasSize(1);
    }

    @Test
    void aHostileTextIsBounded() {
        AddressLines lines = AddressLines.parse("x".repeat(100_000) + "\n" + "a@b.example\n".repeat(3), DOMAIN);
        assertThat(lines.faults().getFirst().text()).hasSizeLessThan(110);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            many.append("a").append(i).append('\n');
        }
        AddressLines all = AddressLines.parse(many.toString(), DOMAIN);
        assertThat(all.addresses()).hasSize(500);
        assertThat(all.faults()).hasSize(1);
    }
}

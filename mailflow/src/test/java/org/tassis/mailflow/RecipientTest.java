package org.tassis.mailflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Route;

class RecipientTest {
    @Test
    void mailForAnAddressElsewhereIsSentThereWhateverForwardsMay() {
        Recipient elsewhere =
                new Recipient(EmailAddress.valueOf("friend@far.example"), RecipientParameters.NONE, new Route.Remote());
        assertThat(elsewhere.staying(_ -> false)).contains(elsewhere);
        assertThat(elsewhere.staying(_ -> true)).contains(elsewhere);
    }
}

package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StructureCodecTest {
    private static final MessageStructure STRUCTURE = Scans.scan(
            "Subject: s\u00e9|From: A <a@b>, g: c@d;|To: x@y|Cc: z@y|Message-ID: <1@x>|Date: Sat, 21 Nov 2026 09:39:03 +0100|"
                    + "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: text/plain; charset=utf-8; name*=utf-8''%e2%82%ac||"
                    + "h\u00e2\u0082\u00ac|--x|Content-Type: message/rfc822||Subject: in||b|--x|Content-Disposition: attachment; filename=a||c|--x--");

    @Test
    void theFormIsCompact() {
        assertThat(StructureCodec.encode(STRUCTURE).length).isLessThan(250);
        assertThat(StructureCodec.encode(Scans.scan("Subject: hello|From: ann@example.org|To: ben@example.org||hi|"))
                        .length)
                .isLessThan(90);
    }

    @Test
    void whatIsCutOrDamagedIsRefusedClearly() {
        var good = StructureCodec.encode(STRUCTURE);
        for (int n = 0; n < good.length; n++) {
            var cut = Arrays.copyOf(good, n);
            assertThatThrownBy(() -> StructureCodec.decode(cut)).isInstanceOf(DamagedStructure.class);
        }
        assertThatThrownBy(() -> StructureCodec.decode(Arrays.copyOf(good, good.length + 1)))
                .isInstanceOf(DamagedStructure.class);
        var random = new Random(5);
        for (int round = 0; round < 100_000; round++) {
            var bad = good.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                StructureCodec.decode(bad);
            } catch (DamagedStructure _) {
                // the only exception there may be
            }
        }
    }

    @Test
    void aNewerFormIsRefused() {
        var newer = StructureCodec.encode(STRUCTURE);
        newer[1] = 4;
        assertThatThrownBy(() -> StructureCodec.decode(newer)).isInstanceOf(DamagedStructure.class);
        newer[0] = 2;
        assertThatThrownBy(() -> StructureCodec.decode(newer)).isInstanceOf(DamagedStructure.class);
    }

    @Test
    void theRouteOfAnAddressStays() {
        MessageStructure structure = Scans.scan("From: <@r1,@r2:a@b>, c@d||");
        assertThat(StructureCodec.decode(StructureCodec.encode(structure)).envelope())
                .isEqualTo(structure.envelope());
    }

    @Test
    void theOrderOfParametersStays() {
        var root = Scans.scan("Content-Type: text/plain; z=1; a=2; m=3; b=4||").root();
        var decoded = StructureCodec.decode(
                StructureCodec.encode(Scans.scan("Content-Type: text/plain; z=1; a=2; m=3; b=4||")));
        assertThat(List.copyOf(root.parameters().keySet())).containsExactly("z", "a", "m", "b");
        assertThat(List.copyOf(decoded.root().parameters().keySet())).containsExactly("z", "a", "m", "b");
    }
}

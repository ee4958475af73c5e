package org.tassis.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedContentTest {
    @Test
    void whatIsSignedCanBeReadAndVerified(@TempDir Path directory) throws Exception {
        SelfSigned source =
                new SelfSigned(directory.resolve("tls"), List.of("mail.example.org"), InstantSource.system());
        byte[] content = "<plist/>".getBytes(StandardCharsets.UTF_8);
        CMSSignedData signed = new CMSSignedData(SignedContent.of(content, source));
        assertThat(signed.getSignedContent().getContent()).isEqualTo(content);
        SignerInformation signer =
                signed.getSignerInfos().getSigners().iterator().next();
        assertThat(signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
                        .build(Pem.chain(source.chain()).getFirst())))
                .isTrue();
        assertThat(signed.getCertificates().getMatches(null)).isNotEmpty();
    }
}

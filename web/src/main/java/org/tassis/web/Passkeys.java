package org.tassis.web;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.directory.Account;
import org.tassis.directory.Factors;
import org.tassis.directory.Passkey;

/// What browsers are asked about passkeys, and whether their answers are right (W3C Web Authentication
/// Level 3 §7). Which device a key lives in is not asked for: it would say more of its owner than it is
/// worth. Any thread.
final class Passkeys {
    private static final Logger LOG = LoggerFactory.getLogger(Passkeys.class);

    /// Of one part of an answer, in characters.
    static final int MAX_PART = 20_000;

    private static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.RS256);

    private static final List<PublicKeyCredentialParameters> PARAMETERS = ALGORITHMS.stream()
            .map(one -> new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, one))
            .toList();

    private final ObjectConverter converter = new ObjectConverter();
    private final AttestedCredentialDataConverter keys = new AttestedCredentialDataConverter(converter);
    private final WebAuthnManager library = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final Factors factors;

    Passkeys(Factors factors) {
        this.factors = factors;
    }

    /// What a browser signed: base64url, as its page's script wrote it into the form.
    ///
    /// @param id            how the authenticator calls its key
    /// @param client        `clientDataJSON`
    /// @param authenticator `attestationObject` of a new key, `authenticatorData` of a signature
    /// @param signature     empty for a new key
    /// @param user          the user handle; may be empty
    record Answer(String id, String client, String authenticator, String signature, String user) {
        boolean isTooLong() {
            return id.length() > Passkey.MAX_CREDENTIAL
                    || client.length() > MAX_PART
                    || authenticator.length() > MAX_PART
                    || signature.length() > MAX_PART
                    || user.length() > MAX_PART;
        }
    }

    // ---- what is asked ----

    /// Of `navigator.credentials.create`: binary values in base64url.
    Map<String, Object> toAdd(Ceremonies.Begun begun, Account account, List<Passkey> known) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("id", handle(account.id()));
        user.put("name", account.login().value());
        user.put("displayName", account.realName().isBlank() ? account.login().value() : account.realName());
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("challenge", text(begun.challenge()));
        asked.put(
                "rp",
                Map.of(
                        "id",
                        begun.site().host(),
                        "name",
                        "Tassis " + begun.site().host()));
        asked.put("user", user);
        asked.put(
                "pubKeyCredParams",
                ALGORITHMS.stream()
                        .map(one -> Map.of("type", "public-key", "alg", one.getValue()))
                        .toList());
        asked.put("timeout", Ceremonies.PATIENCE.toMillis());
        asked.put("excludeCredentials", named(known, begun.site()));
        asked.put("authenticatorSelection", Map.of("residentKey", "preferred", "userVerification", "preferred"));
        asked.put("attestation", "none");
        return asked;
    }

    /// Of `navigator.credentials.get`.
    ///
    /// @param known empty: whichever the browser has
    Map<String, Object> toShow(Ceremonies.Begun begun, List<Passkey> known, boolean alone) {
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("challenge", text(begun.challenge()));
        asked.put("rpId", begun.site().host());
        asked.put("timeout", Ceremonies.PATIENCE.toMillis());
        asked.put("allowCredentials", named(known, begun.site()));
        asked.put("userVerification", alone ? "required" : "preferred");
        return asked;
    }

    private static List<Map<String, Object>> named(List<Passkey> known, Site site) {
        return known.stream()
                .filter(one -> one.site().equals(site.host()))
                .map(one -> Map.<String, Object>of("type", "public-key", "id", one.credential()))
                .toList();
    }

    /// What authenticators know an account by: nothing that says who it is.
    static String handle(AccountId account) {
        return text(ByteBuffer.allocate(Long.BYTES).putLong(account.value()).array());
    }

    // ---- what is answered ----

    /// A key that was made for this site now.
    ///
    /// @return not kept yet; empty when the answer is not right
    Optional<Passkey> made(Ceremonies.Begun begun, Answer answer, String name, Instant now) {
        if (answer.isTooLong() || begun.account().isEmpty()) {
            return Optional.empty();
        }
        try {
            RegistrationData data = library.verify(
                    new RegistrationRequest(octets(answer.authenticator()), octets(answer.client())),
                    new RegistrationParameters(server(begun), PARAMETERS, false, true));
            var authenticator = present(data.getAttestationObject()).getAuthenticatorData();
            AttestedCredentialData key = present(authenticator.getAttestedCredentialData());
            return Optional.of(Passkey.made(
                    begun.account().get(),
                    text(key.getCredentialId()),
                    name,
                    begun.site().host(),
                    text(keys.convert(key)),
                    authenticator.getSignCount(),
                    now));
        } catch (RuntimeException e) { // whatever the library makes of what a stranger wrote
            LOG.info(
                    "A new passkey from {} is refused: {}",
                    begun.from(),
                    e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    /// The passkey that signed, whose use is noted. For whole logins the authenticator must have verified who
    /// holds it.
    ///
    /// @return empty when the answer is not right, or is that of another account's key
    Optional<Passkey> shown(Ceremonies.Begun begun, Answer answer) {
        if (answer.isTooLong()) {
            return Optional.empty();
        }
        Optional<Passkey> known = factors.passkey(answer.id())
                .filter(one -> begun.account()
                        .filter(wanted -> !wanted.equals(one.account()))
                        .isEmpty())
                .filter(one -> one.site().equals(begun.site().host()))
                .filter(one -> answer.user().isEmpty() ? begun.account().isPresent() : isOf(one, answer.user()));
        return known.filter(one -> goesOn(one, signatures(begun, one, answer), begun));
    }

    /// How many signatures the authenticator says that it has made.
    ///
    /// @return empty when the answer is not right
    private OptionalLong signatures(Ceremonies.Begun begun, Passkey passkey, Answer answer) {
        try {
            AuthenticationData data = library.verify(
                    new AuthenticationRequest(
                            octets(answer.id()),
                            octets(answer.authenticator()),
                            octets(answer.client()),
                            octets(answer.signature())),
                    new AuthenticationParameters(
                            server(begun),
                            record(passkey),
                            null,
                            begun.account().isEmpty(),
                            true));
            return OptionalLong.of(present(data.getAuthenticatorData()).getSignCount());
        } catch (MaliciousCounterValueException e) {
            warnOfCopy(passkey);
        } catch (RuntimeException e) { // whatever the library makes of what a stranger wrote
            LOG.info(
                    "A passkey shown from {} is refused: {}",
                    begun.from(),
                    e.getClass().getSimpleName());
        }
        return OptionalLong.empty();
    }

    private boolean goesOn(Passkey passkey, OptionalLong counter, Ceremonies.Begun begun) {
        if (counter.isEmpty()) {
            return false;
        }
        boolean goesOn = factors.usePasskey(passkey, counter.getAsLong(), begun.from());
        if (!goesOn) {
            warnOfCopy(passkey);
        }
        return goesOn;
    }

    private static void warnOfCopy(Passkey passkey) {
        LOG.warn(
                "The passkey \"{}\" of account {} signs with a counter that does not go on: there may be a copy of it;"
                        + " it is refused",
                passkey.name(),
                passkey.account().value());
    }

    /// What is missing in an answer makes it a wrong one.
    private static <T> T present(@Nullable T part) {
        if (part == null) {
            throw new IllegalArgumentException("a part is missing");
        }
        return part;
    }

    private static boolean isOf(Passkey passkey, String user) {
        return handle(passkey.account()).equals(user.replace("=", ""));
    }

    private CredentialRecordImpl record(Passkey passkey) {
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                null,
                null,
                null,
                passkey.counter(),
                keys.convert(octets(passkey.key())),
                null,
                null,
                null,
                null);
    }

    private static ServerProperty server(Ceremonies.Begun begun) {
        return ServerProperty.builder()
                .origin(new Origin(begun.site().origin()))
                .rpId(begun.site().host())
                .challenge(new DefaultChallenge(begun.challenge()))
                .build();
    }

    private static String text(byte[] octets) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    }

    private static byte[] octets(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}

package org.tassis.webmail.mail;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.mailflow.spam.SpamField;
import org.tassis.mailflow.spam.SpamSentences;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderFields;
import org.tassis.message.HeaderText;
import org.tassis.store.FlagChange;
import org.tassis.web.Visitor;
import org.tassis.webmail.ClientSettings;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.html.LookAlike;

/// `GET /webmail/m/12-345` and below: a message, its frame, its print, its headers.
///
/// Opening a message marks it read, as fetching its text does in IMAP (RFC 9051 §6.4.5): only when a person
/// opens the page, not when a browser fetches it in advance.
@Controller
final class MessageController {
    /// For the frame with a stranger's HTML: it runs nothing, loads nothing but pictures from here, and is
    /// shown in our pages only. Pictures come without cookies, as the frame has an origin of its own.
    static final String FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
            + "sandbox allow-popups allow-popups-to-escape-sandbox";

    private static final String ALLOWED = "pictures";
    /// Looks at each character a few times at most: what it reads is a stranger's.
    private static final Pattern REMOTE_PICTURE =
            Pattern.compile("(?i)<img\\b[^<>]{0,4000}?\\bsrc\\s*+=\\s*+[\"']?+\\s*+(?:https?:)?//");

    private final Mail mail;
    private final Orders orders;
    private final Frame frame;
    private final Bodies bodies;
    private final Seal seal;
    private final InvitationController invitations;
    private final String hostname;

    MessageController(
            Mail mail,
            Orders orders,
            Frame frame,
            Bodies bodies,
            Seal seal,
            InvitationController invitations,
            ClientSettings settings) {
        this.invitations = invitations;
        this.mail = mail;
        this.orders = orders;
        this.frame = frame;
        this.bodies = bodies;
        this.seal = seal;
        this.hostname = settings.host();
    }

    @GetMapping("/webmail/m/{ref}")
    String message(
            Visitor visitor,
            @PathVariable String ref,
            @RequestParam(defaultValue = "") String pictures,
            @RequestParam(defaultValue = "false") boolean plain,
            @RequestParam(defaultValue = "") String answered,
            @RequestParam(defaultValue = "") String only,
            @RequestParam(defaultValue = "") String sort,
            HttpServletRequest request,
            Model model) {
        Opened opened = mail.open(visitor, ref);
        boolean opening = isOpening(request);
        if (opening && !opened.has(SystemFlag.SEEN) && opened.place().may(SystemFlag.SEEN)) {
            mail.store()
                    .changeFlags(
                            opened.ref().mailbox(),
                            org.tassis.core.UidSet.of(opened.ref().uid()),
                            new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN)),
                            OptionalLong.empty());
        }
        describe(opened, model);
        Envelope envelope = opened.structure().envelope();
        Optional<People.Person> from = People.first(envelope.from());
        boolean allowed = isAllowed(visitor, opened, pictures)
                || from.isPresent() && PictureSenders.allows(request, from.get().address());
        MessageParts parts = MessageParts.of(opened.structure(), !plain);
        boolean html = Bodies.isHtml(parts);
        Bodies.Body body = html
                ? new Bodies.Body("", 0, false, false)
                : bodies.render(visitor.account().id(), opened, parts, false);
        model.addAttribute("html", html);
        model.addAttribute("body", body);
        model.addAttribute("plain", plain);
        model.addAttribute(
                "hasBoth",
                MessageParts.holds(opened.structure().root(), "html")
                        && MessageParts.holds(opened.structure().root(), "plain"));
        model.addAttribute("attachments", parts.attachments());
        model.addAttribute(
                "pictures", allowed && html ? seal.seal(ALLOWED, allowance(visitor, opened), Duration.ofHours(6)) : "");
        model.addAttribute("blocked", html && !allowed && hasRemotePictures(opened, parts));
        byte[] header = opened.header();
        model.addAttribute("results", Results.of(header, hostname).orElse(null));
        model.addAttribute("why", WhyHere.of(opened, header, visitor.account()));
        model.addAttribute(
                "imitated",
                from.flatMap(one -> LookAlike.imitated(
                                one.address(),
                                visitor.account().addresses().stream()
                                        .map(address -> address.domain().ascii())
                                        .toList()))
                        .orElse(""));
        model.addAttribute(
                "spam",
                HeaderFields.first(header, SpamField.NAME)
                        .map(value -> new SpamSentences(LocaleContextHolder.getLocale()).of(value))
                        .orElse(List.of()));
        model.addAttribute(
                "invitation",
                invitations
                        .view(visitor, opened, LocaleContextHolder.getLocale())
                        .orElse(null));
        model.addAttribute("answered", answered.matches("sent|refused|impossible|time") ? answered : "");
        model.addAttribute("flagged", opened.has(SystemFlag.FLAGGED));
        model.addAttribute("inJunk", opened.mailbox().uses().contains(SpecialUse.JUNK));
        model.addAttribute("inTrash", opened.mailbox().uses().contains(SpecialUse.TRASH));
        model.addAttribute(
                "isDraft",
                opened.has(SystemFlag.DRAFT) || opened.mailbox().uses().contains(SpecialUse.DRAFTS));
        neighbours(
                opened, Listing.Only.of(only), Sort.of(sort, opened.snapshot().count()), model);
        frame.fill(model, visitor, opened.place(), request);
        return "webmail/message";
    }

    private static boolean isOpening(HttpServletRequest request) {
        String purpose = Optional.ofNullable(request.getHeader("Sec-Purpose"))
                .or(() -> Optional.ofNullable(request.getHeader("Purpose")))
                .orElse("");
        String site = Optional.ofNullable(request.getHeader("Sec-Fetch-Site")).orElse("");
        return !purpose.toLowerCase(Locale.ROOT).contains("prefetch")
                && !site.equals("cross-site")
                && request.getHeader("X-Refresh") == null;
    }

    private boolean hasRemotePictures(Opened opened, MessageParts parts) {
        return bodies.raw(opened, parts, 400_000).stream().anyMatch(MessageController::hasRemotePicture);
    }

    static boolean hasRemotePicture(String html) {
        return REMOTE_PICTURE.matcher(html).find();
    }

    private static String allowance(Visitor visitor, Opened opened) {
        return visitor.account().id().value() + " " + opened.ref();
    }

    private boolean isAllowed(Visitor visitor, Opened opened, String token) {
        return seal.open(ALLOWED, token)
                .filter(allowance(visitor, opened)::equals)
                .isPresent();
    }

    static void describe(Opened opened, Model model) {
        Envelope envelope = opened.structure().envelope();
        model.addAttribute("ref", opened.ref());
        model.addAttribute("mailbox", opened.mailbox());
        model.addAttribute(
                "subject", HeaderText.decode(envelope.subject().orElse("")).strip());
        model.addAttribute("from", People.of(envelope.from()));
        model.addAttribute("sender", People.of(envelope.sender()));
        model.addAttribute("replyTo", People.of(envelope.replyTo()));
        model.addAttribute("to", People.of(envelope.to()));
        model.addAttribute("cc", People.of(envelope.cc()));
        model.addAttribute("bcc", People.of(envelope.bcc()));
        model.addAttribute(
                "date",
                opened.structure()
                        .sentAt()
                        .orElseGet(() -> Instant.ofEpochSecond(opened.snapshot().internalDate(opened.index()))));
    }

    /// Those before and behind it in the list that somebody came from, and the page of that list.
    private void neighbours(Opened opened, Listing.Only only, Sort sort, Model model) {
        Orders.Order order = orders.of(mail.store(), opened.snapshot(), sort);
        IntUnaryOperator index = place -> order.index(sort == Sort.OLDEST ? order.count() - 1 - place : place);
        int position = order.position(opened.index());
        int place = sort == Sort.OLDEST ? order.count() - 1 - position : position;
        IntPredicate listed = one -> only.lets(opened.snapshot(), index.applyAsInt(one));
        model.addAttribute(
                "newer", neighbour(opened, IntStream.iterate(place - 1, i -> i >= 0, i -> i - 1), index, listed));
        model.addAttribute("older", neighbour(opened, IntStream.range(place + 1, order.count()), index, listed));
        long before = only == Listing.Only.ALL
                ? place
                : IntStream.range(0, place).filter(listed).count();
        ListQuery asked = ListQuery.of(only, sort);
        model.addAttribute("asked", asked);
        model.addAttribute(
                "list", "/webmail/f/" + opened.mailbox().id().value() + asked.withPage(before / Listing.PAGE + 1));
        model.addAttribute("folderKey", Folder.key(opened.mailbox()));
    }

    private static @Nullable MessageRef neighbour(
            Opened opened, IntStream places, IntUnaryOperator index, IntPredicate listed) {
        OptionalInt found = places.filter(listed).findFirst();
        return found.isEmpty() ? null : ref(opened, index.applyAsInt(found.getAsInt()));
    }

    private static MessageRef ref(Opened opened, int index) {
        return new MessageRef(opened.mailbox().id(), opened.snapshot().uid(index));
    }

    /// Allows pictures for this message, or for all of its sender in this browser.
    @PostMapping("/webmail/m/{ref}/pictures")
    String allow(
            Visitor visitor,
            @PathVariable String ref,
            @RequestParam(defaultValue = "false") boolean sender,
            HttpServletRequest request,
            HttpServletResponse response) {
        Opened opened = mail.open(visitor, ref);
        Optional<People.Person> from =
                People.first(opened.structure().envelope().from());
        if (sender && from.isPresent()) {
            PictureSenders.allow(request, response, from.get().address());
            return "redirect:/webmail/m/" + opened.ref();
        }
        return "redirect:/webmail/m/" + opened.ref() + "?pictures="
                + seal.seal(ALLOWED, allowance(visitor, opened), Duration.ofHours(6));
    }

    /// The stranger's HTML, for the frame.
    @GetMapping("/webmail/m/{ref}/html")
    String html(
            Visitor visitor,
            @PathVariable String ref,
            @RequestParam(defaultValue = "") String pictures,
            HttpServletResponse response,
            Model model) {
        Opened opened = mail.open(visitor, ref);
        MessageParts parts = MessageParts.of(opened.structure(), true);
        model.addAttribute(
                "body", bodies.render(visitor.account().id(), opened, parts, isAllowed(visitor, opened, pictures)));
        model.addAttribute("print", false);
        describe(opened, model);
        protect(response);
        return "webmail/frame";
    }

    /// The whole message on white, for paper.
    @GetMapping("/webmail/m/{ref}/print")
    String print(
            Visitor visitor,
            @PathVariable String ref,
            @RequestParam(defaultValue = "") String pictures,
            HttpServletResponse response,
            Model model) {
        Opened opened = mail.open(visitor, ref);
        MessageParts parts = MessageParts.of(opened.structure(), true);
        model.addAttribute(
                "body", bodies.render(visitor.account().id(), opened, parts, isAllowed(visitor, opened, pictures)));
        model.addAttribute("attachments", parts.attachments());
        model.addAttribute("print", true);
        describe(opened, model);
        protect(response);
        return "webmail/frame";
    }

    static void protect(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", FRAME_POLICY);
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    /// As it came, the beginning of it: the whole of it is had as a file.
    @GetMapping("/webmail/m/{ref}/source")
    String source(Visitor visitor, @PathVariable String ref, HttpServletRequest request, Model model) {
        Opened opened = mail.open(visitor, ref);
        int most = (int) Math.min(512 * 1024, opened.message().size());
        describe(opened, model);
        model.addAttribute("source", new String(opened.message().octets(0, most), StandardCharsets.UTF_8));
        model.addAttribute("more", opened.message().size() - most);
        frame.fill(model, visitor, opened.place(), request);
        return "webmail/source";
    }
}

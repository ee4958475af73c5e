package org.tassis.webmail.mail;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.directory.Account;
import org.tassis.webmail.calendar.Answers;
import org.tassis.webmail.calendar.Invitation;
import org.tassis.webmail.calendar.Invitation.Answer;
import org.tassis.webmail.calendar.Invitation.Guest;
import org.tassis.webmail.calendar.Invitation.Method;
import org.tassis.webmail.calendar.Words;

/// An invitation as the page of its message shows it.
///
/// @param heading    key of the message that tells what it is, with `who` as argument
/// @param asked      key of the message before its time
/// @param before     when it was to be, where another time is proposed; empty for the same or unknown
/// @param comment    what who sent this says of it; may be empty
/// @param when       in words; empty when it says none
/// @param zone       name of the zone of these times; empty for days
/// @param again      how it comes again, in words; empty when it does not
/// @param occurrence which of a series is meant; empty for all of it
/// @param guests     who is invited
/// @param mayAnswer  whether there are buttons
/// @param proposal   what fields for another time begin with; empty when none can be proposed
/// @param answer     how it was answered from here
/// @param later      address of the page of a message that says more lately; empty for none
/// @param goneLater  whether that one cancels it
record InvitationView(
        String heading,
        String who,
        String summary,
        String asked,
        String before,
        String comment,
        String when,
        String zone,
        String again,
        String occurrence,
        String place,
        String description,
        boolean cancelled,
        List<GuestView> guests,
        boolean mayAnswer,
        Optional<Proposal> proposal,
        String answersTo,
        String answer,
        String later,
        boolean goneLater) {

    /// As fields of browsers have times: `2026-12-01T10:00`.
    record Proposal(String from, String until) {}

    /// @param answer a word of the messages `invitation.guest.*`
    record GuestView(String name, String address, String answer, boolean optional) {}

    static InvitationView of(
            Invitation invitation,
            Account account,
            Answer answered,
            Optional<Invitations.Later> later,
            Optional<Invitation> before,
            Words words) {
        Guest organizer = invitation.organizer().orElse(new Guest("", "", Answer.NONE, false));
        Guest first = invitation.invited().stream().findFirst().orElse(organizer);
        boolean mine = Answers.isOrganizer(invitation, account);
        boolean points = invitation
                .when()
                .filter(span -> span.start() instanceof Invitation.Moment.Point)
                .isPresent();
        boolean mayAnswer = !invitation.cancelled()
                && later.isEmpty()
                && Answers.invited(invitation, account).isPresent();
        return new InvitationView(
                heading(invitation, mine, first),
                invitation.method() == Method.REPLY || invitation.method() == Method.COUNTER
                        ? first.shown()
                        : organizer.shown(),
                invitation.summary(),
                invitation.method() == Method.COUNTER ? "invitation.when.proposed" : "invitation.when",
                before.filter(one -> !one.when().equals(invitation.when()))
                        .flatMap(Invitation::when)
                        .map(words::when)
                        .orElse(""),
                invitation.comment(),
                invitation.when().map(words::when).orElse(""),
                points ? words.zoneName() : "",
                invitation.repeats().map(words::again).orElse(""),
                invitation.occurrence().map(words::when).orElse(""),
                invitation.place(),
                invitation.description(),
                invitation.cancelled(),
                invitation.invited().stream()
                        .map(one -> new GuestView(
                                one.name(),
                                one.address(),
                                one.answer().name().toLowerCase(Locale.ROOT),
                                one.optional()))
                        .toList(),
                mayAnswer,
                mayAnswer && Answers.isMovable(invitation)
                        ? invitation
                                .when()
                                .map(span -> new Proposal(words.field(span.start()), words.field(span.end())))
                        : Optional.empty(),
                organizer.address(),
                answered == Answer.NONE ? "" : answered.name().toLowerCase(Locale.ROOT),
                later.map(one -> "/webmail/m/" + one.ref()).orElse(""),
                later.filter(one -> one.invitation().cancelled()).isPresent());
    }

    private static String heading(Invitation invitation, boolean mine, Guest first) {
        return "invitation."
                + switch (invitation.method()) {
                    case REQUEST -> mine ? "mine" : invitation.sequence() > 0 ? "update" : "request";
                    case CANCEL -> "cancel";
                    case REPLY -> "reply." + first.answer().name().toLowerCase(Locale.ROOT);
                    case COUNTER -> "counter";
                    case DECLINECOUNTER -> "kept";
                    case PUBLISH -> invitation.cancelled() ? "cancel" : "publish";
                };
    }
}

package org.tassis.directory.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.EmailAddress;

class ContactFilesTest {
    private static final int MOST = 100;

    private static Card only(Read read) {
        assertThat(read.faults()).isEmpty();
        assertThat(read.entries()).hasSize(1);
        return read.entries().getFirst().card();
    }

    private static List<EmailAddress> addresses(String... all) {
        return List.of(all).stream().map(EmailAddress::valueOf).toList();
    }

    @Test
    void thunderbirdsTableIsRead() {
        Card card = only(ContactSheet.read("""
                First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,Home Address,Organization,Notes
                Anna,Bee,Anna B. Bee,,anna@example.org,bee@example.org,,02 555,,,,+32 475 1,,Post,"two
                lines, ""quoted"\""
                """, MOST));
        assertThat(card.name()).isEqualTo("Anna B. Bee");
        assertThat(card.addresses()).isEqualTo(addresses("anna@example.org", "bee@example.org"));
        assertThat(card.phones()).containsExactly("02 555", "+32 475 1");
        assertThat(card.organisation()).isEqualTo("Post");
        assertThat(card.notes()).isEqualTo("two\nlines, \"quoted\"");
    }

    @Test
    void outlooksTableIsRead() {
        Card card = only(ContactSheet.read("""
                \ufeffFirst Name;Middle Name;Last Name;Company;Business Phone;Mobile Phone;E-mail Address;E-mail Type;E-mail Display Name;E-mail 2 Address;Notes;Categories
                Ren\u00e9e;C.;Dee;Taxis;1;2;r@example.org;SMTP;Ren\u00e9e (r@example.org);d@example.org;;Friends
                """, MOST));
        assertThat(card.name()).isEqualTo("Ren\u00e9e C. Dee");
        assertThat(card.addresses()).isEqualTo(addresses("r@example.org", "d@example.org"));
        assertThat(card.phones()).containsExactly("1", "2");
        assertThat(card.organisation()).isEqualTo("Taxis");
    }

    @Test
    void googlesTableIsRead() {
        Read read = ContactSheet.read("""
                Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Organization Name
                Eve F,Eve,F,* myContacts ::: Riders,*,e@example.org ::: f@example.org,Home,g@example.org,Work,1 ::: 2,,Inn
                """, MOST);
        Card card = only(read);
        assertThat(card.name()).isEqualTo("Eve F");
        assertThat(card.addresses()).isEqualTo(addresses("e@example.org", "f@example.org", "g@example.org"));
        assertThat(card.phones()).containsExactly("1", "2");
        assertThat(card.organisation()).isEqualTo("Inn");
        assertThat(read.entries().getFirst().groups()).containsExactly("Riders");
    }

    @Test
    void eachFaultHasItsLine() {
        Read read = ContactSheet.read("Name,Email\nAnn,ann@example.org\n\nBob,not an address\n,\n,wrong\n", MOST);
        assertThat(read.entries()).extracting(one -> one.card().name()).containsExactly("Ann", "Bob");
        assertThat(read.faults())
                .extracting(Read.Fault::line, Read.Fault::problem)
                .contains(tuple(5L, Read.Problem.EMPTY))
                .contains(tuple(6L, Read.Problem.ADDRESS));
        assertThat(ContactSheet.read("a,b\n1,2\n", MOST).faults())
                .extracting(Read.Fault::problem)
                .containsExactly(Read.Problem.HEADINGS);
        assertThat(ContactSheet.read("Name\nAnn\n\"Bob", MOST).faults())
                .extracting(Read.Fault::problem)
                .containsExactly(Read.Problem.UNREADABLE);
        assertThat(ContactSheet.read("Name\n" + "Ann\n".repeat(MOST + 1), MOST).faults())
                .extracting(Read.Fault::problem)
                .containsExactly(Read.Problem.TOO_MANY);
    }

    @Test
    void vCardsOfAllVersionsAreRead() {
        Read read = VCards.read("""
                BEGIN:VCARD
                VERSION:2.1
                N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg
                EMAIL;INTERNET:j@example.org
                TEL;CELL:1
                END:VCARD
                BEGIN:VCARD
                VERSION:3.0
                FN:Anna\\, Bee
                N:Bee;Anna;;;
                ORG:Post;Horses
                EMAIL;TYPE=HOME:second@example.org
                EMAIL;TYPE=PREF:first@example.org
                NOTE:one\\ntwo
                CATEGORIES:Riders,Friends
                END:VCARD
                BEGIN:VCARD
                VERSION:4.0
                FN:Eve
                EMAIL;PREF=1:mailto-is-none
                TEL;VALUE=uri:tel:+32-2-5550102
                PHOTO:data:image/png;base64,AAAA
                END:VCARD
                """, MOST);
        assertThat(read.entries())
                .extracting(one -> one.card().name())
                .containsExactly("J\u00f6rg M\u00fcller", "Anna, Bee", "Eve");
        Card anna = read.entries().get(1).card();
        assertThat(anna.addresses()).isEqualTo(addresses("first@example.org", "second@example.org"));
        assertThat(anna.organisation()).isEqualTo("Post, Horses");
        assertThat(anna.notes()).isEqualTo("one\ntwo");
        assertThat(read.entries().get(1).groups()).containsExactly("Riders", "Friends");
        assertThat(read.entries().get(1).line()).isEqualTo(7);
        assertThat(read.entries().get(2).card().phones()).containsExactly("+32-2-5550102");
        assertThat(read.faults()).containsExactly(new Read.Fault(17, Read.Problem.ADDRESS, "mailto-is-none"));
    }

    @Test
    void aCardThatIsWrongSpoilsNoOther() {
        Read read = VCards.read(
                "BEGIN:VCARD\nFN:Lost\nBEGIN:VCARD\nVERSION:3.0\nFN:Ann\nEND:VCARD\nnoise\nBEGIN:VCARD\nVERSION:3.0\nEND:VCARD\nBEGIN:VCARD\nFN:Cut",
                MOST);
        assertThat(read.entries()).extracting(one -> one.card().name()).containsExactly("Ann");
        assertThat(read.faults())
                .extracting(Read.Fault::line, Read.Fault::problem)
                .containsExactly(
                        tuple(1L, Read.Problem.UNREADABLE),
                        tuple(8L, Read.Problem.EMPTY),
                        tuple(11L, Read.Problem.UNREADABLE));
    }

    private static final String[] PIECES = {
        "BEGIN:VCARD",
        "END:VCARD",
        "VERSION:3.0",
        "VERSION:4.0",
        "FN:",
        "N:;;;;",
        "EMAIL:",
        "EMAIL;TYPE=",
        "TEL;VALUE=uri:",
        "a@example.org",
        "\n",
        "\r\n",
        " ",
        "\t",
        "\"",
        ",",
        ";",
        ":",
        "\\n",
        "\u0000",
        "\ufffe",
        "\ud83d\udc0e",
        "=0D=0A",
        "NOTE;ENCODING=QUOTED-PRINTABLE:=",
        "PHOTO;ENCODING=b:////",
        "item1.",
        "Name,Email\n",
        "Name;Email\n",
        "=cmd|' /C x'!A1",
        "PREF=x",
        "\ud800",
        "CATEGORIES:a,b",
        "LANGUAGE=",
        "AGENT:BEGIN:VCARD\\n"
    };

    @RepeatedTest(60)
    void hostileTextIsReadWithinBoundsAndNeverFails(RepetitionInfo which) {
        Random random = new Random(which.getCurrentRepetition() * 7919L);
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "BEGIN:VCARD\n" : "Name,Email,Notes\n");
        for (int i = 0; i < 400; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
            if (random.nextInt(3) == 0) {
                text.append('\n');
            }
        }
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (Read read : List.of(VCards.read(text.toString(), MOST), ContactSheet.read(text.toString(), MOST))) {
                assertThat(read.entries()).hasSizeLessThanOrEqualTo(MOST);
                assertThat(read.faults()).hasSizeLessThanOrEqualTo(3_000);
                read.faults().forEach(fault -> assertThat(fault.what()).hasSizeLessThanOrEqualTo(61));
            }
        });
    }

    @Test
    void largeFilesAreRead() {
        String folded = "NOTE:" + "x".repeat(1_500_000);
        assertThat(VCards.read("BEGIN:VCARD\nVERSION:3.0\nFN:Ann\n" + folded + "\nEND:VCARD\n", MOST)
                        .entries())
                .singleElement()
                .satisfies(one -> assertThat(one.card().notes()).hasSize(Card.MAX_NOTES));
        assertThat(VCards.read("BEGIN:VCARD\nFN:Ann\n" + (folded + "\n").repeat(2) + "END:VCARD\n", MOST)
                        .faults())
                .hasSize(1);
        String picture = "PHOTO;ENCODING=b:AAAA\n" + (" " + "A".repeat(74) + "\n").repeat(40_000);
        assertThat(VCards.read("BEGIN:VCARD\nFN:Ann\n" + picture + "TEL:1\nEND:VCARD\n", MOST)
                        .entries())
                .singleElement()
                .satisfies(one -> assertThat(one.card().phones()).containsExactly("1"));
        assertThat(VCards.read("BEGIN:VCARD\nFN:a\nEND:VCARD\n".repeat(MOST + 1), MOST)
                        .faults())
                .extracting(Read.Fault::problem)
                .containsExactly(Read.Problem.TOO_MANY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenIsReadAgain(int seed) throws Exception {
        Random random = new Random(seed);
        List<Contact> contacts = new ArrayList<>();
        String[] words = {
            "Anna",
            "de la",
            "M\u00fcller",
            "\u738b",
            "a,b",
            "x;y",
            "back\\slash",
            "\"q\"",
            "=1+1",
            "-5",
            "@home",
            "\ud83d\udc0e"
        };
        for (int i = 0; i < 50; i++) {
            List<EmailAddress> addresses = new ArrayList<>();
            for (int k = random.nextInt(4); k >= 0; k--) {
                addresses.add(EmailAddress.valueOf("a" + i + "." + k + "@example.org"));
            }
            contacts.add(new Contact(
                    i + 1,
                    Card.fitting(
                            words[random.nextInt(words.length)] + " " + words[random.nextInt(words.length)],
                            random.nextBoolean() ? "" : words[random.nextInt(words.length)],
                            addresses,
                            random.nextBoolean() ? List.of() : List.of("+32 2 555 " + i, "0" + i, "3"),
                            random.nextBoolean() ? "" : "one, two;\n" + words[random.nextInt(words.length)]),
                    i % 3 == 0 ? Set.of(7L) : Set.of(),
                    false,
                    Instant.EPOCH,
                    Optional.empty()));
        }
        Map<Long, String> groups = Map.of(7L, "Riders & friends");
        List<Card> cards = contacts.stream().map(Contact::card).toList();
        for (boolean newest : new boolean[] {true, false}) {
            StringWriter out = new StringWriter();
            VCards.write(contacts, groups, newest, out);
            Read read = VCards.read(out.toString(), MOST);
            assertThat(read.faults()).isEmpty();
            assertThat(read.entries()).extracting(Read.Entry::card).isEqualTo(cards);
            assertThat(read.entries().getFirst().groups()).containsExactly("Riders & friends");
            assertThat(out.toString()).contains(newest ? "VERSION:4.0" : "VERSION:3.0");
        }
        StringBuilder table = new StringBuilder();
        ContactSheet.write(contacts, groups, table);
        Read read = ContactSheet.read(table.toString(), MOST);
        assertThat(read.faults()).isEmpty();
        assertThat(read.entries()).extracting(Read.Entry::card).isEqualTo(cards);
        assertThat(cellsAnywhere(table.toString())).noneMatch(cell -> cell.matches("(?s)[=@\t].*|-(?! \\p{L}).*"));
    }

    /// As a spreadsheet of any country may cut it: at commas or semicolons, with and without minding quotes.
    private static List<String> cellsAnywhere(String table) {
        List<String> cells = new ArrayList<>();
        for (String separator : List.of(",", ";", "[,;]")) {
            for (String cell : table.split(separator + "|\r?\n")) {
                cells.add(cell);
                cells.add(cell.replaceFirst("^\"", ""));
            }
        }
        return cells;
    }

    @Test
    void noCellIsAFormulaInASpreadsheetOfAnyCountry() throws Exception {
        String notes = "see;=HYPERLINK(\"https://x.example\")\n=1+1\n@SUM(1)\n-1+cmd|' /C calc'!A1\n- oats\n+1;+2;\t=3";
        Contact contact = new Contact(
                1,
                Card.fitting("=1", "Inn;=2;-3", addresses("=a@example.org"), List.of("+32 2 555", "+1+cmd"), notes),
                Set.of(7L),
                false,
                Instant.EPOCH,
                Optional.empty());
        StringBuilder table = new StringBuilder();
        ContactSheet.write(List.of(contact), Map.of(7L, "=group"), table);
        assertThat(cellsAnywhere(table.toString()))
                .filteredOn(cell -> cell.matches("(?s)[=+@\t].*|-(?! \\p{L}).*"))
                .containsOnly("+32 2 555");
        Read.Entry back = ContactSheet.read(table.toString(), MOST).entries().getFirst();
        assertThat(back.card()).isEqualTo(contact.card());
        assertThat(back.groups()).containsExactly("=group");
    }
}

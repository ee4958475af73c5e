package org.tassis.webmail.programs;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/// Small documents, written, and read with suspicion: no DTD, no entities from elsewhere, few elements.
final class Xml {
    private static final int MAX_EVENTS = 1_000;
    private static final int MAX_TEXT = 1_000;

    /// Writes elements.
    interface Content {
        void write(Xml.Writer out) throws XMLStreamException;
    }

    /// Elements and texts, one within the other.
    record Writer(XMLStreamWriter out) {
        void text(String element, Object text) throws XMLStreamException {
            out.writeStartElement(element);
            out.writeCharacters(String.valueOf(text));
            out.writeEndElement();
        }

        /// @param attributes name, value, name, value ...
        void element(String name, Content content, String... attributes) throws XMLStreamException {
            out.writeStartElement(name);
            for (int i = 0; i < attributes.length; i += 2) {
                out.writeAttribute(attributes[i], attributes[i + 1]);
            }
            content.write(this);
            out.writeEndElement();
        }

        void empty(String name) throws XMLStreamException {
            out.writeEmptyElement(name);
        }
    }

    private Xml() {}

    /// @param prolog what stands before the first element
    static String write(String prolog, Content content) {
        StringWriter text = new StringWriter();
        text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").append(prolog);
        try {
            XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            content.write(new Writer(out));
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML cannot be written into memory", e);
        }
        return text.append('\n').toString();
    }

    /// The texts of a document's elements by their names without prefixes, the first of each; nothing when
    /// it is no document, or a suspicious one.
    static Optional<Map<String, String>> read(String document) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((_, _, _, _) -> {
            throw new XMLStreamException("nothing is fetched");
        });
        Map<String, String> texts = new HashMap<>();
        String element = "";
        try {
            XMLStreamReader in = factory.createXMLStreamReader(new StringReader(document));
            for (int events = 0; in.hasNext(); events++) {
                int event = in.next();
                if (event == XMLStreamConstants.DTD || events > MAX_EVENTS) {
                    return Optional.empty();
                }
                switch (event) {
                    case XMLStreamConstants.START_ELEMENT -> element = in.getLocalName();
                    case XMLStreamConstants.END_ELEMENT -> element = "";
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        String text = in.getText();
                        if (!element.isEmpty() && text.length() <= MAX_TEXT) {
                            texts.merge(
                                    element, text, (first, more) -> first.length() > MAX_TEXT ? first : first + more);
                        }
                    }
                    default -> {}
                }
            }
        } catch (XMLStreamException | RuntimeException _) {
            return Optional.empty();
        }
        texts.replaceAll((_, text) -> text.strip());
        return Optional.of(texts);
    }
}

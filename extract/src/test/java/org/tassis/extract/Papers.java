package org.tassis.extract;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hslf.usermodel.HSLFTextBox;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;

/// Small files of many kinds, made by the libraries that people's programs resemble, and files that nobody
/// makes by accident.
final class Papers {
    private Papers() {}

    private interface Writing {
        void write(OutputStream into) throws IOException;
    }

    private static byte[] octets(Writing writing) throws IOException {
        ByteArrayOutputStream into = new ByteArrayOutputStream();
        writing.write(into);
        return into.toByteArray();
    }

    static byte[] pdf(String text) throws IOException {
        return pdf(text, "");
    }

    static byte[] pdf(String text, String password) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                content.newLineAtOffset(50, 700);
                content.showText(text);
                content.endText();
            }
            if (!password.isEmpty()) {
                document.protect(new StandardProtectionPolicy(password, password, new AccessPermission()));
            }
            return octets(document::save);
        }
    }

    static byte[] docx(String text) throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            document.createParagraph().createRun().setText(text);
            return octets(document::write);
        }
    }

    static byte[] sheet(Workbook sheet, String text) throws IOException {
        try (sheet) {
            sheet.createSheet("one").createRow(3).createCell(2).setCellValue(text);
            return octets(sheet::write);
        }
    }

    static byte[] xlsx(String text) throws IOException {
        return sheet(new XSSFWorkbook(), text);
    }

    static byte[] xls(String text) throws IOException {
        return sheet(new HSSFWorkbook(), text);
    }

    static byte[] pptx(String text) throws IOException {
        try (XMLSlideShow slides = new XMLSlideShow()) {
            slides.createSlide().createTextBox().setText(text);
            return octets(slides::write);
        }
    }

    static byte[] ppt(String text) throws IOException {
        try (HSLFSlideShow slides = new HSLFSlideShow()) {
            HSLFTextBox box = new HSLFTextBox();
            box.setText(text);
            slides.createSlide().addShape(box);
            return octets(slides::write);
        }
    }

    static byte[] odt(String text) throws IOException {
        return odt("", "<text:p>" + text + "</text:p>");
    }

    /// @param before the document element of `content.xml`
    static byte[] odt(String before, String body) throws IOException {
        String content = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + before
                + "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
                + " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body>"
                + "<office:text>" + body + "</office:text></office:body></office:document-content>";
        byte[] type = "application/vnd.oasis.opendocument.text".getBytes(StandardCharsets.US_ASCII);
        return octets(into -> {
            try (ZipOutputStream zip = new ZipOutputStream(into)) {
                ZipEntry first = new ZipEntry("mimetype");
                CRC32 sum = new CRC32();
                sum.update(type);
                first.setMethod(ZipEntry.STORED);
                first.setSize(type.length);
                first.setCrc(sum.getValue());
                zip.putNextEntry(first);
                zip.write(type);
                zip.putNextEntry(new ZipEntry("content.xml"));
                zip.write(content.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    static byte[] rtf(String text) {
        return ascii("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\\f0\\fs24 " + text + "\\par}");
    }

    static byte[] html(String text) {
        return ascii("<html><head><style>p { color: hidden }</style></head><body><p>" + text + "</p></body></html>");
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// A small docx whose text is so many million characters long.
    ///
    /// @param element what is repeated, 100 characters as they are in the file
    static byte[] bomb(String element, int millions) throws IOException {
        byte[] piece = ascii(element.repeat(1_000_000 / element.length()));
        return octets(into -> {
            try (ZipOutputStream zip = new ZipOutputStream(into)) {
                zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
                zip.write(ascii("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Types"
                        + " xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default"
                        + " Extension=\"rels\""
                        + " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override"
                        + " PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-"
                        + "officedocument.wordprocessingml.document.main+xml\"/></Types>"));
                zip.putNextEntry(new ZipEntry("_rels/.rels"));
                zip.write(ascii("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships"
                        + " xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship"
                        + " Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
                        + "officeDocument\" Target=\"word/document.xml\"/></Relationships>"));
                zip.putNextEntry(new ZipEntry("word/document.xml"));
                zip.write(ascii("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document"
                        + " xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"));
                for (int i = 0; i < millions; i++) {
                    zip.write(piece);
                }
                zip.write(ascii("</w:body></w:document>"));
            }
        });
    }

    /// A PDF whose page tree leads back to itself.
    static byte[] loopingPdf() {
        return ascii(
                "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[2 0 R 3 0 R]"
                        + "/Count 2/Parent 3 0 R>>\nendobj\n3 0 obj\n<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0"
                        + " R>>\nendobj\ntrailer\n<</Root 1 0 R/Size 4>>\n%%EOF\n");
    }
}

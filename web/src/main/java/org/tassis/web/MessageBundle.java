package org.tassis.web;

/// Sentences of a module in all languages. Each module that has pages provides one as a bean.
///
/// @param name of the resource bundle, such as `org.tassis.webmail.messages`
public record MessageBundle(String name) {}

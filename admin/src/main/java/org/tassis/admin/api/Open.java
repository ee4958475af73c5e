package org.tassis.admin.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A method that answers everybody: it tells nothing that is not the same on every server.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Open {
    /// One sentence.
    String value();

    /// What the answer is when it is no JSON.
    String gives() default "";
}

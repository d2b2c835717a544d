/** The verbs of FTP. */
@NullMarked
package dev.inet.cli.ftp;

import org.jspecify.annotations.NullMarked;

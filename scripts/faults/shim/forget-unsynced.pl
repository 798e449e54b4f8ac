#!/usr/bin/perl
# Takes back writes that no sync followed, as a disk does that loses its cache: of each block the latest or an older one, down to what
# was there at the last sync. FILE is what fault-shim.c wrote (FAULT_UNDO), FOLDER the file system's, attached again. Prints how many
# blocks were taken back.
#   forget-unsynced.pl FILE FOLDER
use strict;
use warnings;

use constant { BLOCK => 4096, ALL_ONE_IN => 3 };

my ($log, $folder) = @ARGV;
my (%writes, %ended, %covers); # by number: what a write hid; whether it ended; what a sync under way covers

open my $in, '<:raw', $log or die "$log: $!";
while (defined(my $mark = <$in>)) {
    last unless $mark =~ /\n\z/; # killed in the middle of it: the write was not begun
    my ($what, $number, $inode, $at, $length) = split ' ', $mark;
    if ($what eq 'w') {
        last if read($in, my $old, $length) != $length;
        $writes{$number} = { inode => $inode, at => $at, old => $old };
    } elsif ($what eq 'e') {
        $ended{$number} = 1;
    } elsif ($what eq 's') {
        $covers{$number} = [grep { $ended{$_} && $writes{$_}{inode} == $inode } keys %writes];
    } else {
        delete @writes{ @{ delete $covers{$number} } };
    }
}

my %paths; # by inode
open my $files, '-|', 'find', $folder, '-type', 'f', '-printf', '%i %p\n' or die "find: $!";
while (<$files>) {
    chomp;
    my ($inode, $path) = split ' ', $_, 2;
    $paths{$inode} = $path;
}
close $files or die "find failed";

my $all = int(rand(ALL_ONE_IN)) == 0;
my (%stays, $taken_back);
$taken_back = 0;
for my $number (sort { $b <=> $a } keys %writes) {
    my $write = $writes{$number};
    my $path = $paths{ $write->{inode} } // next; # its name was not kept either
    open my $out, '+<:raw', $path or die "$path: $!";
    for (my $from = 0; $from < length $write->{old}; $from += BLOCK) {
        my $block = "$write->{inode} " . ($write->{at} + $from);
        $stays{$block} ||= !$all && rand() < 0.5;
        next if $stays{$block} || $write->{at} + $from >= -s $out;
        seek $out, $write->{at} + $from, 0;
        print $out substr $write->{old}, $from, BLOCK;
        $taken_back++;
    }
    close $out or die "$path: $!";
}
print "$taken_back\n";

"""Every sentence, by code, in Chinese and English."""
